// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/metadata/packages.hpp"

#include <fmt/format.h>

#include <map>

#include "core/error.hpp"

namespace rpmworks::solve {

namespace {

// Debian's and Fedora's rpm use these names of architectures in "name(isa)".
const char* isa_of(const std::string& arch) {
  static const std::map<std::string, const char*> names{
      {"x86_64", "x86-64"},  {"i386", "x86-32"},   {"i486", "x86-32"},
      {"i586", "x86-32"},    {"i686", "x86-32"},   {"ppc64", "ppc-64"},
      {"ppc64le", "ppc-64"}, {"s390x", "s390-64"}, {"aarch64", "aarch-64"}};
  const auto at = names.find(arch);
  return at == names.end() ? nullptr : at->second;
}

void provide(Repo* repo, Solvable* package, Id dependency) {
  if (dependency) package->provides = repo_addid_dep(repo, package->provides, dependency, 0);
}

}  // namespace

rpm::Nevra nevra_of(Pool* pool, Id id) {
  const Solvable* package = pool_id2solvable(pool, id);
  return {pool_id2str(pool, package->name), rpm::Evr::parse(pool_id2str(pool, package->evr)),
          pool_id2str(pool, package->arch)};
}

upstream::Location location_of(Pool* pool, Id id, const std::string& repository) {
  Solvable* package = pool_id2solvable(pool, id);
  const char* found = solvable_lookup_location(package, nullptr);
  std::string href = found ? found : "";
  // xml:base: the package is elsewhere, so its location is not accepted.
  if (const char* base = solvable_lookup_str(package, SOLVABLE_MEDIABASE))
    href = std::string(base) + "/" + href;
  Id type = 0;
  const char* checksum = solvable_lookup_checksum(package, SOLVABLE_CHECKSUM, &type);
  const auto digest = [&](Id wanted) { return checksum && type == wanted ? std::string(checksum) : ""; };
  return {.repository = repository,
          .href = std::move(href),
          .sha256 = digest(REPOKEY_TYPE_SHA256),
          .size = solvable_lookup_num(package, SOLVABLE_DOWNLOADSIZE, 0),
          .nevra = nevra_of(pool, id),
          .sha1 = digest(REPOKEY_TYPE_SHA1)};
}

std::string source_package_of(Pool* pool, Id id) {
  const char* name = solvable_lookup_sourcepkg(pool_id2solvable(pool, id));
  if (!name || !*name) return {};
  const std::string text = name;
  return text.ends_with(".rpm") ? text : text + ".rpm";
}

Id add_stand_in(Repo* repo, const rpm::Nevra& nevra, const std::vector<std::string>& provides) {
  Pool* pool = repo->pool;
  const Id id = repo_add_solvable(repo);
  Solvable* package = pool_id2solvable(pool, id);
  package->name = pool_str2id(pool, nevra.name.c_str(), 1);
  package->evr = pool_str2id(pool, nevra.evr.str().c_str(), 1);
  package->arch = pool_str2id(pool, nevra.arch.c_str(), 1);
  provide(repo, package, pool_rel2id(pool, package->name, package->evr, REL_EQ, 1));
  if (const char* isa = isa_of(nevra.arch)) {
    const Id name = pool_str2id(pool, fmt::format("{}({})", nevra.name, isa).c_str(), 1);
    provide(repo, package, pool_rel2id(pool, name, package->evr, REL_EQ, 1));
  }
  for (const std::string& text : provides) provide(repo, package, parse_dependency(pool, text));
  return id;
}

Id add_package_file(Repo* repo, const fs::path& file) {
  const Id package =
      repo_add_rpm(repo, file.c_str(),
                   REPO_REUSE_REPODATA | REPO_NO_INTERNALIZE | REPO_NO_LOCATION | RPM_ADD_NO_RPMLIBREQS);
  if (!package) {
    throw Error(ExitCode::invalid, fmt::format("{} is not a readable RPM package", file.string()))
        .note(pool_errstr(repo->pool));
  }
  return package;
}

Id add_package(Repo* repo, const rpm::Package& from) {
  Pool* pool = repo->pool;
  const Id id = repo_add_solvable(repo);
  Solvable* package = pool_id2solvable(pool, id);
  package->name = pool_str2id(pool, from.nevra.name.c_str(), 1);
  package->evr = pool_str2id(pool, from.nevra.evr.str().c_str(), 1);
  package->arch = pool_str2id(pool, from.nevra.arch.c_str(), 1);
  const auto list = [&](const std::vector<std::string>& texts) {
    Offset added = 0;
    for (const std::string& text : texts) {
      if (text.starts_with("rpmlib(")) continue;  // the rpm of the clients is not known
      if (const Id dependency = parse_dependency(pool, text))
        added = repo_addid_dep(repo, added, dependency, 0);
    }
    return added;
  };
  package->provides = list(from.provides);
  package->requires_ = list(from.requires_);
  package->conflicts = list(from.conflicts);
  package->obsoletes = list(from.obsoletes);
  package->recommends = list(from.recommends);
  if (!from.source_rpm.empty())
    repodata_set_sourcepkg(repo_add_repodata(repo, REPO_REUSE_REPODATA), id, from.source_rpm.c_str());
  return id;
}

void set_location(Repo* repo, Id package, const upstream::Location& location) {
  Repodata* data = repo_add_repodata(repo, REPO_REUSE_REPODATA);
  repodata_set_location(data, package, 0, nullptr, location.href.c_str());
  repodata_set_checksum(data, package, SOLVABLE_CHECKSUM, REPOKEY_TYPE_SHA256, location.sha256.c_str());
  repodata_set_num(data, package, SOLVABLE_DOWNLOADSIZE, location.size);
}

void provide_files(Repo* repo, Id package, const std::vector<rpm::PackagedFile>& files) {
  for (const auto& file : files)
    if (const Id path = pool_str2id(repo->pool, file.path.c_str(), 0))
      provide(repo, pool_id2solvable(repo->pool, package), path);
}

std::vector<Id> dependencies_in(const Solvable& package, Offset list) {
  std::vector<Id> found;
  if (!list) return found;
  for (const Id* id = package.repo->idarraydata + list; *id; ++id) {
    if (*id != SOLVABLE_PREREQMARKER && *id != SOLVABLE_FILEMARKER) found.push_back(*id);
  }
  return found;
}

}  // namespace rpmworks::solve
