// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/schema.hpp"

#include <fmt/format.h>

namespace rpmworks::audit {

namespace {

// "rpma" in ASCII: what file(1) and `PRAGMA application_id` show.
constexpr int64_t k_application = 0x72706d61;
// Increase it whenever the tables or what is written to them changes.
constexpr int64_t k_version = 1;

// A package is in the index once, however many releases have it: everything about it except its section.
// `files`: 0 not read yet, 1 in the table `file`, 2 could not be read.
constexpr const char* k_tables = R"(
CREATE TABLE release(
  id INTEGER PRIMARY KEY, place TEXT UNIQUE NOT NULL, identity TEXT NOT NULL, name TEXT NOT NULL,
  product TEXT NOT NULL, kind TEXT NOT NULL, created TEXT NOT NULL, manifest_sha256 TEXT NOT NULL,
  signer TEXT NOT NULL, base TEXT NOT NULL, packages INTEGER NOT NULL);
CREATE TABLE license(id INTEGER PRIMARY KEY, tag TEXT NOT NULL, spdx TEXT NOT NULL, UNIQUE(tag, spdx));
CREATE TABLE license_name(name TEXT NOT NULL COLLATE NOCASE, license INTEGER NOT NULL,
  PRIMARY KEY(name, license)) WITHOUT ROWID;
CREATE TABLE package(
  id INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, nevra TEXT NOT NULL, name TEXT NOT NULL, epoch TEXT NOT NULL,
  version TEXT NOT NULL, release TEXT NOT NULL, arch TEXT NOT NULL, source TEXT NOT NULL, source_stem TEXT NOT NULL,
  license INTEGER NOT NULL, vendor TEXT NOT NULL, purl TEXT NOT NULL, origin TEXT NOT NULL, url TEXT NOT NULL,
  git_commit TEXT NOT NULL, sha256 TEXT NOT NULL, header_sha256 TEXT NOT NULL, file TEXT NOT NULL,
  files INTEGER NOT NULL DEFAULT 0);
CREATE INDEX package_name ON package(name);
CREATE INDEX package_source ON package(source);
CREATE INDEX package_license ON package(license);
CREATE INDEX package_commit ON package(git_commit) WHERE git_commit <> '';
CREATE INDEX package_stem ON package(source_stem) WHERE arch IN ('src', 'nosrc');
CREATE TABLE section(id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL);
CREATE TABLE contains(release INTEGER NOT NULL, package INTEGER NOT NULL, section INTEGER NOT NULL,
  PRIMARY KEY(release, package, section)) WITHOUT ROWID;
CREATE INDEX contains_package ON contains(package, release);
CREATE TABLE release_section(release INTEGER NOT NULL, section INTEGER NOT NULL, repomd TEXT NOT NULL,
  PRIMARY KEY(release, section)) WITHOUT ROWID;
CREATE TABLE signature(fingerprint TEXT NOT NULL, package INTEGER NOT NULL, PRIMARY KEY(fingerprint, package))
  WITHOUT ROWID;
CREATE TABLE release_key(release INTEGER NOT NULL, fingerprint TEXT NOT NULL, user_id TEXT NOT NULL,
  PRIMARY KEY(release, fingerprint)) WITHOUT ROWID;
CREATE TABLE digest(hex TEXT NOT NULL, kind TEXT NOT NULL, package INTEGER NOT NULL, PRIMARY KEY(hex, kind, package))
  WITHOUT ROWID;
CREATE TABLE release_digest(hex TEXT NOT NULL, what TEXT NOT NULL, release INTEGER NOT NULL,
  PRIMARY KEY(hex, what, release)) WITHOUT ROWID;
CREATE TABLE withdrawn(release INTEGER NOT NULL, nevra TEXT NOT NULL, sha256 TEXT NOT NULL, from_release TEXT NOT NULL,
  reason TEXT NOT NULL);
CREATE INDEX withdrawn_nevra ON withdrawn(nevra);
CREATE TABLE file(path TEXT NOT NULL, package INTEGER NOT NULL, PRIMARY KEY(path, package)) WITHOUT ROWID;
CREATE TABLE advisory_source(repomd TEXT PRIMARY KEY, fault TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE advisory(repomd TEXT NOT NULL, id TEXT NOT NULL COLLATE NOCASE, json TEXT NOT NULL,
  PRIMARY KEY(repomd, id)) WITHOUT ROWID;
CREATE TABLE advisory_alias(alias TEXT NOT NULL COLLATE NOCASE, repomd TEXT NOT NULL, id TEXT NOT NULL,
  PRIMARY KEY(alias, repomd, id)) WITHOUT ROWID;
)";

}  // namespace

void create_tables(Database& database) {
  database.run(k_tables);
  database.run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", k_application, k_version));
}

void require_tables(const Database& database) {
  if (database.number("PRAGMA application_id") != k_application)
    throw Unusable("it is not an index of rpmworks audit");
  if (const int64_t version = database.number("PRAGMA user_version"); version != k_version)
    throw Unusable(
        fmt::format("it is of version {}, and this rpmworks writes version {}", version, k_version));
  database.number("SELECT count(*) FROM release");
}

}  // namespace rpmworks::audit
