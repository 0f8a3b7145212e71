// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/advisories.hpp"

#include <algorithm>

#include "core/printable.hpp"
#include "core/text.hpp"
#include "solve/metadata/checked_file.hpp"

namespace rpmworks::solve {

namespace {

// A text of an advisory in one line.
std::string line(const char* text) {
  std::string result = text ? text : "";
  std::ranges::replace_if(
      result, [](char letter) { return letter == '\n' || letter == '\t' || letter == '\r'; }, ' ');
  return printable(std::string(trim(result)));
}

}  // namespace

Advisories::Advisories(const upstream::Metadata& metadata) {
  if (metadata.updateinfo.path.empty()) return;
  const PoolHandle pool = new_pool();
  Repo* repo = repo_create(pool.get(), metadata.name.c_str());
  read_checked(metadata, metadata.updateinfo, pool.get(),
               [&](FILE* stream) { return repo_add_updateinfoxml(repo, stream, 0); });
  constexpr std::string_view k_prefix = "patch:";
  for (Id id = repo->start; id < repo->end; ++id) {
    Solvable* one = pool_id2solvable(pool.get(), id);
    if (one->repo != repo) continue;
    std::string name = pool_id2str(pool.get(), one->name);
    if (name.starts_with(k_prefix)) name.erase(0, k_prefix.size());
    m_advisories.push_back({.id = line(name.c_str()),
                            .type = line(solvable_lookup_str(one, SOLVABLE_PATCHCATEGORY)),
                            .severity = line(solvable_lookup_str(one, UPDATE_SEVERITY)),
                            .title = line(solvable_lookup_str(one, SOLVABLE_SUMMARY))});
    Dataiterator packages;
    dataiterator_init(&packages, pool.get(), repo, id, UPDATE_COLLECTION, nullptr, 0);
    while (dataiterator_step(&packages) != 0) {
      dataiterator_setpos(&packages);
      const auto text = [&](Id key) {
        const Id found = pool_lookup_id(pool.get(), SOLVID_POS, key);
        return std::string(found ? pool_id2str(pool.get(), found) : "");
      };
      m_listed[{text(UPDATE_COLLECTION_NAME), text(UPDATE_COLLECTION_ARCH)}].push_back(
          {rpm::Evr::parse(text(UPDATE_COLLECTION_EVR)), m_advisories.size() - 1});
    }
    dataiterator_free(&packages);
  }
}

std::vector<Advisory> Advisories::between(const rpm::Nevra& from, const rpm::Nevra& to) const {
  std::vector<Advisory> found;
  const auto listed = m_listed.find({to.name, to.arch});
  if (listed == m_listed.end()) return found;
  for (const Listed& one : listed->second) {
    if (one.evr > from.evr && one.evr <= to.evr) found.push_back(m_advisories[one.advisory]);
  }
  std::ranges::sort(found, {}, &Advisory::id);
  found.erase(std::ranges::unique(found).begin(), found.end());
  return found;
}

}  // namespace rpmworks::solve
