// @snaplet/seed, with the client that `snaplet-seed sync` made from the schema: node snaplet_seed.mjs URL ROWS
import { copycat } from "@snaplet/copycat";
import { createSeedClient } from "@snaplet/seed";
import { SeedPg } from "@snaplet/seed/adapter-pg";
import pg from "pg";

const [url, rows] = [process.argv[2], Number(process.argv[3])];
const client = new pg.Client({ connectionString: url });
await client.connect();
const seed = await createSeedClient({ adapter: new SeedPg(client) });
const start = Date.UTC(2023, 6, 6);
const moment = (input) => new Date(start + copycat.int(input, { min: 0, max: 63_000_000 }) * 1000).toISOString();

// Supabase's auth.users is a model too, so this one has its schema in its name.
await seed.public_users((x) =>
  x(rows, ({ seed: s, index: n }) => ({
    id: copycat.uuid(s),
    email: `user${n}@example.com`,
    full_name: copycat.fullName(s),
    username: `user-${n}`,
    role: copycat.oneOf(s, ["customer", "volunteer", "developer", "admin"]),
    phone: `+1 212 555 01${String(n % 100).padStart(2, "0")}`,
    city: copycat.city(s),
    country: copycat.oneOf(s, ["US", "IN", "GB", "DE", "CA"]),
    latitude: copycat.float(s, { min: -60, max: 70 }),
    longitude: copycat.float(s, { min: -180, max: 180 }),
    avatar_url: `https://example.com/avatars/${n}.png`,
    bio: copycat.sentence(s),
    is_active: copycat.bool(s),
    created_at: moment(s),
    updated_at: moment(s),
    last_sign_in_at: null,
    user_career_profiles: [
      {
        id: copycat.uuid(`profile ${s}`),
        current_title: copycat.oneOf(s, ["Data engineer", "Nurse", "Teacher", "Accountant"]),
        current_company: copycat.words(s),
        industry: copycat.oneOf(s, ["Technology", "Finance", "Healthcare", "Education"]),
        employment_status: "employed",
        experience_years: copycat.int(s, { min: 0, max: 40 }),
        education_level: "bachelor",
        skills: ["Python", "SQL", "Design"],
        languages: ["en"],
        salary_expectation_min: copycat.int(s, { min: 20000, max: 120000 }),
        salary_expectation_max: 130000,
        salary_currency: "USD",
        work_mode: "hybrid",
        is_open_to_work: copycat.bool(s),
        available_from: null,
        summary: copycat.sentence(s),
        preferences: { remote: true },
        created_at: moment(s),
        updated_at: moment(s),
      },
    ],
  })),
);
await client.end();
