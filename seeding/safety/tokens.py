"""The forms of secret keys and access tokens, as their issuers document them: a prefix nobody else uses.

The prefix says whose key it is and that it is one; what follows is random, so no form but the issuer's
length and alphabet (loosely, as both change) is asked for. Patterns read the same in `re` and in RE2.
Sources: the issuers' own pages on key formats and secret scanning (GitHub, GitLab, Slack, Stripe, AWS IAM
"Unique identifiers", Google API keys, Anthropic, OpenAI, SendGrid, Twilio, npm, PyPI, Supabase "API keys").
"""

from __future__ import annotations

from dataclasses import dataclass

_WORD = "[A-Za-z0-9_-]"


@dataclass(frozen=True, slots=True)
class Form:
    """Tokens of one issuer. Each holds `sign`: a mark of punctuation, or capitals in a row."""

    issuer: str
    sign: str
    pattern: str


FORMS: tuple[Form, ...] = (
    Form("AWS", "IA", r"A[KSB]IA[A-Z0-9]{16}"),
    Form("Google", "AIza", rf"AIza{_WORD}{{35}}"),
    Form("Twilio", "SK", r"SK[0-9a-f]{32}"),
    Form("GitHub", "_", r"gh[oprsu]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}"),
    Form("Stripe", "_", r"[prs]k_live_[A-Za-z0-9]{10,}|[rs]k_test_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=_-]{16,}"),
    Form("npm", "_", r"npm_[A-Za-z0-9]{30,}"),
    Form("Supabase", "_", rf"sb_secret_{_WORD}{{16,}}|sbp_(?:oauth_)?[0-9a-f]{{32,}}"),
    Form("Hugging Face", "_", r"hf_[A-Za-z0-9]{30,}"),
    Form("Groq", "_", r"gsk_[A-Za-z0-9]{40,}"),
    Form("Resend", "_", r"re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}"),
    Form("Replicate", "_", r"r8_[A-Za-z0-9]{32,}"),
    Form("Shopify", "_", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    Form("DigitalOcean", "_", r"do[opr]_v1_[0-9a-f]{64}"),
    Form("Grafana", "_", r"gl(?:sa|c)_[A-Za-z0-9_+/=]{32,}"),
    Form("Razorpay", "_", r"rzp_(?:live|test)_[A-Za-z0-9]{14,}"),
    Form("Linear", "_", r"lin_(?:api|oauth)_[A-Za-z0-9]{32,}"),
    Form("Notion", "_", r"ntn_[A-Za-z0-9]{40,}"),
    Form("Sentry", "_", r"sntry[su]_[A-Za-z0-9+/=_-]{40,}"),
    Form("Fly.io", "_", r"fm2_[A-Za-z0-9+/=_-]{40,}"),
    Form("PlanetScale", "_", rf"pscale_(?:pw|tkn|oauth)_{_WORD}{{32,}}"),
    Form("Doppler", ".", r"dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9_.-]{40,}"),
    Form("Vault", ".", rf"hv[sbr]\.{_WORD}{{24,}}"),
    Form("SendGrid", ".", rf"SG\.{_WORD}{{16,}}\.{_WORD}{{16,}}"),
    Form("Google", ".", rf"ya29\.{_WORD}{{20,}}"),
    Form("Airtable", ".", r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}"),
    Form("Discord", ".", rf"[MNO][A-Za-z0-9_-]{{23,27}}\.{_WORD}{{6}}\.{_WORD}{{27,}}"),
    Form("GitLab", "-", rf"gl(?:pat|dt|rt|ptt|cbt|soat|ffct|ft|imt|agent|oas)-{_WORD}{{20,}}"),
    Form("Slack", "-", r"xox[a-z]-[A-Za-z0-9-]{10,}|xoxe\.xox[bp]-[A-Za-z0-9-]{10,}|xapp-[0-9]-[A-Za-z0-9-]{10,}"),
    Form("Anthropic", "-", rf"sk-ant-{_WORD}{{20,}}"),
    Form("OpenRouter", "-", r"sk-or-(?:v[0-9]-)?[0-9a-f]{32,}"),
    Form("OpenAI", "-", rf"sk-(?:proj|svcacct|admin|service|None)-{_WORD}{{20,}}|sk-[A-Za-z0-9]{{20,}}"),
    Form("PyPI", "-", rf"pypi-A{_WORD}{{32,}}"),
    Form("Google", "-", rf"GOCSPX-{_WORD}{{24,}}"),
    Form("xAI", "-", r"xai-[A-Za-z0-9]{40,}"),
    Form("Perplexity", "-", r"pplx-[A-Za-z0-9]{40,}"),
    Form("New Relic", "-", r"NRAK-[A-Z0-9]{27}"),
    Form("Postman", "-", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    Form("Pulumi", "-", r"pul-[0-9a-f]{40}"),
    Form("age", "-", r"AGE-SECRET-KEY-1[0-9A-Z]{50,}"),
    Form("Mailgun", "-", r"key-[0-9a-f]{32}"),
    Form("Mailchimp", "-", r"[0-9a-f]{32}-us[0-9]{1,2}"),
    Form("Square", "-", rf"sq0(?:atp|csp)-{_WORD}{{22,}}"),
    Form("Atlassian", "AT", r"ATATT3[A-Za-z0-9_=-]{60,}|ATBB[A-Za-z0-9]{28,}"),
    Form("Firebase", ":", rf"AAAA{_WORD}{{7}}:APA91b{_WORD}{{100,}}"),
    Form("Telegram", ":", rf"[0-9]{{8,10}}:AA{_WORD}{{32,}}"),
    Form("Microsoft Entra", "~", r"[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}"),
    Form("Azure", "=", r"(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,}={0,2}"),
)
"""In this order: an earlier form wins where two read the same text."""

PUBLISHED: frozenset[str] = frozenset(
    (
        # Stripe's documentation shows these to everyone; they open its own sample account.
        "sk_test_" + "4eC39HqLyjWDarjtT1zdp7dc",
        "sk_test_" + "BQokikJOvBiI2HlWgH4olfQ2",
        "sk_test_" + "26PHem9AhJZvU623DfE1x4sd",
        # The key every Azurite and Azure Storage emulator has (Microsoft, "Use the Azurite emulator").
        "AccountKey=" + "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw" + "==",
        # The key of every local Supabase stack (supabase CLI, config of `supabase start`).
        "sb_secret_" + "N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz",
    )
)
"""Keys that open nothing of anybody's: printed in manuals, the same on every machine."""
