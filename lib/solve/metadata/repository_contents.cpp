// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/metadata/repository_contents.hpp"

#include <algorithm>
#include <mutex>

#include "solve/metadata/metadata.hpp"
#include "solve/metadata/packages.hpp"
#include "solve/pool.hpp"

namespace rpmworks::solve {

namespace {

std::string described_text(Solvable* package, Id key) {
  const char* const found = solvable_lookup_str(package, key);
  return found ? found : "";
}

std::vector<std::string> dependency_texts(Pool* pool, const Solvable& package, Offset list) {
  std::vector<std::string> texts;
  for (const Id dependency : dependencies_in(package, list))
    texts.emplace_back(pool_dep2str(pool, dependency));
  return texts;
}

// What a source package requires is needed to build it.
rpm::Package described(Pool* pool, Id id) {
  Solvable* solvable = pool_id2solvable(pool, id);
  rpm::Package package;
  package.nevra = nevra_of(pool, id);
  package.summary = described_text(solvable, SOLVABLE_SUMMARY);
  package.license = described_text(solvable, SOLVABLE_LICENSE);
  package.url = described_text(solvable, SOLVABLE_URL);
  package.vendor = described_text(solvable, SOLVABLE_VENDOR);
  if (!package.is_source()) package.source_rpm = source_package_of(pool, id);
  package.build_time = static_cast<int64_t>(solvable_lookup_num(solvable, SOLVABLE_BUILDTIME, 0));
  package.installed_size = solvable_lookup_num(solvable, SOLVABLE_INSTALLSIZE, 0);
  package.requires_ = dependency_texts(pool, *solvable, solvable->requires_);
  package.provides = dependency_texts(pool, *solvable, solvable->provides);
  package.conflicts = dependency_texts(pool, *solvable, solvable->conflicts);
  package.obsoletes = dependency_texts(pool, *solvable, solvable->obsoletes);
  package.recommends = dependency_texts(pool, *solvable, solvable->recommends);
  return package;
}

}  // namespace

struct RepositoryContents::State {
  State(const upstream::Metadata& metadata, bool filelists)
      : name(metadata.name), pool(new_pool()), repo(repo_create(pool.get(), metadata.name.c_str())) {
    load_metadata(repo, metadata, filelists);
  }

  std::string name;
  PoolHandle pool;
  Repo* repo;
  std::mutex alone;  ///< texts of a pool are in memory that later texts replace
};

RepositoryContents::RepositoryContents(const upstream::Metadata& metadata, bool filelists)
    : m_state(std::make_unique<State>(metadata, filelists)) {}
RepositoryContents::RepositoryContents(RepositoryContents&&) noexcept = default;
RepositoryContents::~RepositoryContents() = default;

void RepositoryContents::each(
    const std::function<void(const rpm::Package& package, const upstream::Location& location, int number)>&
        visit) const {
  const std::lock_guard guard(m_state->alone);
  Pool* pool = m_state->pool.get();
  for (Id id = m_state->repo->start; id < m_state->repo->end; ++id)
    if (pool_id2solvable(pool, id)->repo == m_state->repo)
      visit(described(pool, id), location_of(pool, id, m_state->name), id);
}

rpm::Contents RepositoryContents::contents_of(int number) const {
  const std::lock_guard guard(m_state->alone);
  Pool* pool = m_state->pool.get();
  rpm::Contents contents{.package = described(pool, number)};
  contents.words.emplace_back();
  Dataiterator files{};
  dataiterator_init(&files, pool, m_state->repo, number, SOLVABLE_FILELIST, nullptr,
                    SEARCH_FILES | SEARCH_COMPLETE_FILELIST);
  while (dataiterator_step(&files)) contents.files.push_back({.path = files.kv.str});
  dataiterator_free(&files);
  std::ranges::sort(contents.files, {}, &rpm::PackagedFile::path);
  return contents;
}

}  // namespace rpmworks::solve
