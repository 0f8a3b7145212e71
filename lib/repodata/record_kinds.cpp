// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/record_kinds.hpp"

namespace rpmworks::repodata {

namespace {

// Far above any real block: a damaged record must not make the reader allocate all memory.
constexpr size_t k_most_bytes = size_t{1} << 30;

Json json_of_sizes(const std::array<size_t, 3>& sizes) {
  return Json(std::vector<size_t>(sizes.begin(), sizes.end()));
}

std::array<size_t, 3> sizes_of_json(const Json& json) {
  std::array<size_t, 3> sizes{};
  size_t count = 0;
  for (const auto& size : json) {
    if (count == sizes.size() || size.get<size_t>() > k_most_bytes) throw JsonError("the sizes are wrong");
    sizes[count++] = size;
  }
  if (count != sizes.size()) throw JsonError("a size is missing");
  return sizes;
}

Json json_of_block(const KeptBlock& block) {
  return {{"files", block.files},
          {"blob", block.blob},
          {"gzip", json_of_sizes(block.gzip_sizes)},
          {"xml", json_of_sizes(block.xml_sizes)}};
}

KeptBlock block_of_json(const Json& json) {
  return {.files = json.at("files"),
          .blob = json.at("blob"),
          .gzip_sizes = sizes_of_json(json.at("gzip")),
          .xml_sizes = sizes_of_json(json.at("xml"))};
}

Json json_of_metadata(const KeptMetadata& metadata) {
  Json files = Json::array();
  for (const auto& file : metadata.files) files.push_back({{"name", file.name}, {"sha256", file.sha256}});
  return {{"repomd", metadata.repomd}, {"files", files}};
}

KeptMetadata metadata_of_json(const Json& json) {
  KeptMetadata metadata{.repomd = json.at("repomd"), .files = {}};
  for (const auto& file : json.at("files")) {
    metadata.files.push_back({.name = file.at("name"), .sha256 = file.at("sha256")});
    if (metadata.files.back().name.find('/') != std::string::npos)
      throw JsonError("the name of a metadata file contains a folder");
  }
  return metadata;
}

std::vector<std::string> blobs_of_metadata(const KeptMetadata& metadata) {
  std::vector<std::string> blobs;
  for (const auto& file : metadata.files) blobs.push_back(file.sha256);
  return blobs;
}

}  // namespace

const store::RecordKind<KeptBlock> k_blocks{
    .name = "repodata-block",
    .version = 1,
    .to_json = json_of_block,
    .from_json = block_of_json,
    .blobs = [](const KeptBlock& block) { return std::vector{block.blob}; },
};
const store::RecordKind<KeptMetadata> k_metadata{
    .name = "repodata",
    .version = 1,
    .to_json = json_of_metadata,
    .from_json = metadata_of_json,
    .blobs = blobs_of_metadata,
};

store::Kinds record_kinds() {
  return store::kinds_of(k_blocks, k_metadata);
}

}  // namespace rpmworks::repodata
