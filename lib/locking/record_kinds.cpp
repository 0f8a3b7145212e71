// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/record_kinds.hpp"

#include "locking/records.hpp"

namespace rpmworks::locking {

namespace {

Json json_of_kept(const KeptMetadata& kept) {
  return {{"repomd", kept.repomd}, {"files", kept.files}, {"signed", kept.is_signed}};
}

KeptMetadata kept_of_json(const Json& json) {
  return {.repomd = json.at("repomd"), .files = json.at("files"), .is_signed = json.at("signed")};
}

std::vector<std::string> blobs_of_kept(const KeptMetadata& kept) {
  std::vector<std::string> blobs{kept.repomd};
  for (const auto& [digest, blob] : kept.files) blobs.push_back(blob);
  return blobs;
}

Json json_of_digests(const std::vector<std::string>& digests) {
  return digests;
}

std::vector<std::string> digests_of_json(const Json& json) {
  return json.get<std::vector<std::string>>();
}

std::vector<std::string> same_digests(const std::vector<std::string>& digests) {
  return digests;
}

}  // namespace

const store::RecordKind<KeptMetadata> k_kept_metadata{"upstream-metadata", 3, json_of_kept, kept_of_json,
                                                      blobs_of_kept};
const store::RecordKind<std::vector<std::string>> k_locked_packages{"locked-packages", 1, json_of_digests,
                                                                    digests_of_json, same_digests};

store::Kinds record_kinds() {
  return store::kinds_of(k_kept_metadata, k_locked_packages);
}

}  // namespace rpmworks::locking
