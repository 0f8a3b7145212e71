// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/past_versions.hpp"

#include "core/digest.hpp"
#include "spec/parse_view.hpp"
#include "srpm/record.hpp"
#include "srpm/records.hpp"

namespace rpmworks::srpm {

namespace {

// The blob of a spec that parses the same in every tree; nothing for other specs.
std::optional<std::string> blob_of_plain_spec(const git::Repository& repository, const std::string& spec,
                                              const git::Commit& commit) {
  const auto entry = repository.entry(commit, spec);
  const bool is_file =
      entry && (entry->kind == git::TreeEntry::Kind::file || entry->kind == git::TreeEntry::Kind::executable);
  if (!is_file || !spec::reads_no_file(repository.blob(entry->id))) return std::nullopt;
  return entry->id;
}

}  // namespace

std::string key_of_past_version(const git::Repository& repository, const std::string& spec,
                                const CommitWithHistory& past, const Request& request) {
  Digest digest;
  digest.field(k_recipe).field(rpm::rpm_version()).field(rpm::macro_files_sha256());
  // At a release, %autorelease depends on the commits before it.
  const auto blob = past.history.is_tagged ? std::nullopt : blob_of_plain_spec(repository, spec, past.commit);
  digest.field(blob ? "blob" : "commit").field(blob ? *blob : past.commit.id);
  digest.field(spec).field(request.subdir).field(request.arch);
  digest.field(std::to_string(request.macros.size()));
  for (const auto& [name, value] : request.macros) digest.field(name).field(value);
  digest.field(std::to_string(request.generated_sources.size()));
  for (const auto& [name, content] : request.generated_sources) digest.field(name).field(content);
  digest.field(std::to_string(static_cast<int>(request.recipe.version))).field(request.recipe.tag_pattern);
  past.history.add_to(digest);
  return digest.hex();
}

std::optional<PastVersion> past_version(const store::Store& store, const std::string& key) {
  return k_past_versions.find(store, key);
}

void put_past_version(store::Store& store, const std::string& key, const PastVersion& version) {
  k_past_versions.put(store, key, version);
}

}  // namespace rpmworks::srpm
