// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/blocks.hpp"

#include "archive/codec.hpp"
#include "repodata/kept_block.hpp"

namespace rpmworks::repodata {

namespace {

// Small blocks compress worse, because each starts with an empty window; large ones cost more when a package
// is added to them. Changing these numbers changes the bytes of all metadata, as a new format would.
constexpr size_t k_least = 32;
constexpr size_t k_most = 256;

// One package in 32. The digest is random enough, and it does not change when other packages do.
bool may_end_block(const File& file) {
  const std::string_view end = std::string_view(file.sha256).substr(file.sha256.size() - 2);
  return end[0] == '0' && end[1] < '8';
}

}  // namespace

std::vector<std::span<const File>> divide(const std::vector<File>& files) {
  std::vector<std::span<const File>> blocks;
  size_t begin = 0;
  for (size_t i = 0; i < files.size(); ++i) {
    const size_t count = i + 1 - begin;
    if (i + 1 < files.size() && count < k_most && (count < k_least || !may_end_block(files[i]))) continue;
    blocks.emplace_back(&files[begin], count);
    begin = i + 1;
  }
  return blocks;
}

Block make_block(const fs::path& folder, std::span<const File> files, store::Store* store,
                 bool with_packages) {
  const EarlierBlock earlier = store ? EarlierBlock(*store, files.front()) : EarlierBlock();
  const bool is_same = earlier.has_exactly(files);
  Block block;
  if (is_same) block.gzip = earlier.gzip();
  if (is_same && !with_packages) {
    block.xml = earlier.xml();
    return block;
  }
  std::vector<EntrySizes> sizes;
  for (const File& file : files) {
    PerTable one;
    if (with_packages || !earlier.take(file, one)) {
      PackagePtr package = describe(folder, file, one);
      if (with_packages) block.packages.push_back(std::move(package));
    }
    sizes.push_back({one[0].size(), one[1].size(), one[2].size()});
    for (size_t i = 0; i < one.size(); ++i) block.xml[i] += one[i];
  }
  if (is_same && block.xml == earlier.xml()) return block;
  const auto codec = archive::make_codec(archive::Compression::gzip);
  for (size_t i = 0; i < block.xml.size(); ++i) block.gzip[i] = codec->compress(block.xml[i]);
  if (store) keep_block(*store, files, sizes, block.xml, block.gzip);
  return block;
}

}  // namespace rpmworks::repodata
