// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include "audit/query.hpp"
#include "audit/sqlite.hpp"
#include "core/json.hpp"

namespace rpmworks::audit {

Subject PackageFacts::subject() const {
  Subject subject{.nevra = nevra, .source = source, .source_evr = {}, .vendor = vendor};
  // The file name of a source package has no epoch; that of the package is nearly always the same.
  if (source_stem.size() > source.size() + 1 && source_stem.starts_with(source + "-"))
    subject.source_evr = rpm::Evr::parse(source_stem.substr(source.size() + 1));
  subject.source_evr.epoch = nevra.evr.epoch;
  return subject;
}

struct Packages::State {
  explicit State(const Database& database)
      : facts(database.prepare("SELECT p.id, p.name, p.epoch, p.version, p.release, p.arch, p.source, "
                               "p.source_stem, l.tag, l.spdx, p.vendor, "
                               "p.purl, p.origin, p.url, p.git_commit, p.sha256, p.file FROM package p JOIN "
                               "license l ON l.id = p.license "
                               "WHERE p.id = ?")),
        holders(database.prepare(
            "SELECT s.position, n.path FROM contains c JOIN scope s ON s.release = c.release "
            "JOIN section n ON n.id = c.section WHERE c.package = ? ORDER BY s.position, n.path")),
        withdrawn(database.prepare("SELECT r.name, w.from_release, w.reason, w.sha256 FROM withdrawn w "
                                   "JOIN release r ON r.id = w.release WHERE w.nevra = ?")) {}
  Statement facts, holders, withdrawn;
};

Packages::Packages(const Index& index) : m_state(std::make_unique<State>(index.database())) {}
Packages::Packages(Packages&&) noexcept = default;
Packages::~Packages() = default;

PackageFacts Packages::of(int64_t row) {
  Statement& find = m_state->facts;
  if (!find.bind(1, row).step()) throw Unusable("it lacks a package");
  PackageFacts facts{.row = row,
                     .nevra = {.name = find.text(1),
                               .evr = {find.text(2), find.text(3), find.text(4)},
                               .arch = find.text(5)},
                     .source = find.text(6),
                     .source_stem = find.text(7),
                     .license = find.text(9).empty() ? find.text(8) : find.text(9),
                     .vendor = find.text(10),
                     .purl = find.text(11),
                     .origin = find.text(12),
                     .url = find.text(13),
                     .commit = find.text(14),
                     .sha256 = find.text(15),
                     .file = find.text(16)};
  find.step();
  return facts;
}

std::vector<Holder> Packages::holders_of(int64_t row) {
  std::vector<Holder> holders;
  Statement& find = m_state->holders;
  find.bind(1, row);
  while (find.step())
    holders.push_back({.place = static_cast<size_t>(find.number(0)), .section = find.text(1)});
  return holders;
}

std::optional<WithdrawnBy> Packages::withdrawn(const PackageFacts& package) {
  std::optional<WithdrawnBy> found;
  Statement& find = m_state->withdrawn;
  find.bind(1, package.nevra.str());
  while (find.step())
    if (!found && (find.text(3).empty() || find.text(3) == package.sha256))
      found = WithdrawnBy{.release = find.text(0), .from = find.text(1), .reason = find.text(2)};
  return found;
}

std::vector<SectionAdvisory> section_advisories(const Index& index, const std::string& id) {
  const Database& database = index.database();
  const char* const all =
      "SELECT a.repomd, a.id, a.json, s.position, n.path FROM advisory a JOIN release_section r ON r.repomd "
      "= a.repomd "
      "JOIN scope s ON s.release = r.release JOIN section n ON n.id = r.section ";
  const std::string some =
      "WHERE (a.repomd, a.id) IN (SELECT repomd, id FROM advisory WHERE id = ?1 UNION SELECT repomd, id FROM "
      "advisory_alias WHERE alias = ?1) ";
  Statement find = database.prepare(all + (id.empty() ? std::string() : some) +
                                    "ORDER BY a.id, a.json, s.position, n.path");
  if (!id.empty()) find.bind(1, id);
  std::vector<SectionAdvisory> found;
  std::string last;
  while (find.step()) {
    // The same advisory of several releases: they differ only in `origin`.
    const std::string json = find.text(2);
    if (found.empty() || json != last) {
      try {
        found.push_back({.advisory = advisory_from_json(Json::parse(json)), .holders = {}});
      } catch (const JsonError& error) {
        throw Unusable(error.what());
      }
      last = json;
    }
    found.back().holders.push_back({.place = static_cast<size_t>(find.number(3)), .section = find.text(4)});
  }
  return found;
}

}  // namespace rpmworks::audit
