"""Files to begin with, written from a schema: profiles, factories, a conftest. They are the user's from then on."""
