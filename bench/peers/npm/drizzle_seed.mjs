// drizzle-seed, version 2 of its generators: node drizzle_seed.mjs URL ROWS
import { drizzle } from "drizzle-orm/node-postgres";
import { boolean, doublePrecision, integer, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { seed } from "drizzle-seed";
import pg from "pg";

const [url, rows] = [process.argv[2], Number(process.argv[3])];

const users = pgTable("users", {
  id: uuid("id").primaryKey(),
  email: text("email").notNull().unique(),
  full_name: text("full_name").notNull(),
  username: text("username").notNull().unique(),
  role: text("role").notNull(),
  phone: text("phone"),
  city: text("city"),
  country: text("country"),
  latitude: doublePrecision("latitude"),
  longitude: doublePrecision("longitude"),
  avatar_url: text("avatar_url"),
  bio: text("bio"),
  is_active: boolean("is_active").notNull(),
  created_at: timestamp("created_at", { withTimezone: true }).notNull(),
  updated_at: timestamp("updated_at", { withTimezone: true }).notNull(),
});

const profiles = pgTable("user_career_profiles", {
  id: uuid("id").primaryKey(),
  user_id: uuid("user_id").notNull().unique().references(() => users.id),
  current_title: text("current_title"),
  current_company: text("current_company"),
  industry: text("industry"),
  experience_years: integer("experience_years").notNull(),
  skills: text("skills").array().notNull(),
  salary_expectation_min: integer("salary_expectation_min"),
  salary_expectation_max: integer("salary_expectation_max"),
  summary: text("summary"),
  preferences: jsonb("preferences").notNull(),
  created_at: timestamp("created_at", { withTimezone: true }).notNull(),
  updated_at: timestamp("updated_at", { withTimezone: true }).notNull(),
});

const numbered = (prefix, suffix = "") => Array.from({ length: rows }, (_, n) => `${prefix}${n}${suffix}`);
const pool = new pg.Pool({ connectionString: url });
const db = drizzle(pool);
await seed(db, { users, profiles }, { count: rows, version: "2" }).refine((f) => ({
  users: {
    count: rows,
    with: { profiles: 1 },
    columns: {
      email: f.valuesFromArray({ values: numbered("user", "@example.com"), isUnique: true }),
      full_name: f.fullName(),
      username: f.valuesFromArray({ values: numbered("user-"), isUnique: true }),
      role: f.valuesFromArray({ values: ["customer", "volunteer", "developer", "admin"] }),
      phone: f.valuesFromArray({ values: ["+1 212 555 0100", "+1 212 555 0123", "+1 212 555 0199"] }),
      city: f.city(),
      country: f.valuesFromArray({ values: ["US", "IN", "GB", "DE", "CA"] }),
      latitude: f.number({ minValue: -60, maxValue: 70, precision: 10000 }),
      longitude: f.number({ minValue: -180, maxValue: 180, precision: 10000 }),
      avatar_url: f.valuesFromArray({ values: ["https://example.com/avatars/1.png", "https://example.com/avatars/2.png"] }),
      bio: f.loremIpsum({ sentencesCount: 1 }),
    },
  },
  profiles: {
    columns: {
      current_title: f.jobTitle(),
      current_company: f.companyName(),
      industry: f.valuesFromArray({ values: ["Technology", "Finance", "Healthcare", "Education"] }),
      experience_years: f.int({ minValue: 0, maxValue: 40 }),
      skills: f.valuesFromArray({ values: ["Python", "SQL", "Design", "Writing", "Teaching"], arraySize: 3 }),
      salary_expectation_min: f.int({ minValue: 20000, maxValue: 120000 }),
      salary_expectation_max: f.int({ minValue: 120000, maxValue: 150000 }),
      summary: f.loremIpsum({ sentencesCount: 1 }),
      preferences: f.default({ defaultValue: { remote: true } }),
    },
  },
}));
await pool.end();
