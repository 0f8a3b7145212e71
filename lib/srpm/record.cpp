// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/record.hpp"

#include "archive/tarball.hpp"
#include "core/digest.hpp"
#include "srpm/records.hpp"
#include "srpm/source_project.hpp"

namespace rpmworks::srpm {

namespace {

void add(Digest& digest, const config::Recipe& recipe) {
  digest.field(std::to_string(static_cast<int>(recipe.version))).field(recipe.tag_pattern);
  digest.field(recipe.snapshot ? "snapshot" : "").field(recipe.release);
  digest.field(std::to_string(static_cast<int>(recipe.changelog)));
  digest.field(std::to_string(recipe.changelog_skip.size()));
  for (const auto& pattern : recipe.changelog_skip) digest.field(pattern);
  digest.field(recipe.upstream).field(std::to_string(static_cast<int>(recipe.gear)));
  // The URLs of downloads do not affect the bytes: digests identify the files. But with a lookaside cache, a
  // commit's list of them is read strictly.
  digest.field(recipe.lookaside.empty() ? "" : "lookaside");
  digest.field(recipe.submodules ? "submodules" : "");
}

}  // namespace

std::string key_of(const CommitWithHistory& packaged, const Request& request, const std::string& address) {
  const git::Commit& commit = packaged.commit;
  Digest digest;
  digest.field(k_recipe)
      .field(archive::compressors())
      .field(rpm::rpm_version())
      .field(rpm::macro_files_sha256());
  digest.field(repository_name(address));
  digest.field(commit.id).field(commit.tag).field(request.spec).field(request.subdir);
  // Of several specs, the name selects one.
  digest.field(request.spec.empty() ? request.name : "");
  digest.field(request.arch).field(request.payload);
  digest.field(std::to_string(request.generated_sources.size()));
  for (const auto& [name, content] : request.generated_sources) digest.field(name).field(content);
  digest.field(std::to_string(request.macros.size()));
  for (const auto& [name, value] : request.macros) digest.field(name).field(value);
  digest.field(std::to_string(request.remote_sources.size()));
  for (const auto& [name, source] : request.remote_sources) digest.field(name).field(source.sha256);
  add(digest, request.recipe);
  packaged.history.add_to(digest);
  digest.field(request.dirty ? commit.tree : "").field(std::to_string(static_cast<int>(request.client)));
  return digest.hex();
}

std::optional<Srpm> recorded(store::Store& store, const std::string& key) {
  auto srpm = k_srpms.find(store, key, store::Blobs::known_whole);
  if (!srpm) return std::nullopt;
  srpm->path = store.blob(srpm->sha256);
  srpm->cached = true;
  return srpm;
}

void put_record(store::Store& store, const std::string& key, const Srpm& srpm) {
  k_srpms.put(store, key, srpm);
}

}  // namespace rpmworks::srpm
