// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "archive/codec.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "repodata/blocks.hpp"
#include "repodata/database.hpp"
#include "repodata/kept.hpp"
#include "repodata/repodata.hpp"
#include "repodata/repomd.hpp"
#include "repodata/xml_file.hpp"
#include "repodata/zchunk_file.hpp"

namespace rpmworks::repodata {

namespace {

// Blocks made at once for each thread: enough to keep all threads busy, few enough to use little memory.
constexpr size_t k_blocks_per_thread = 4;

constexpr auto k_folder_mode = fs::perms(0755);

// The files as the metadata lists them: paths relative, normalized, sorted. Throws for a duplicate.
std::vector<File> listed(const fs::path& folder, const std::vector<PackageFile>& packages, unsigned threads) {
  std::vector<File> files;
  for (const auto& package : packages) {
    const fs::path plain = package.path.lexically_normal();
    if (plain.empty() || plain.is_absolute() || *plain.begin() == "..")
      throw Error(ExitCode::failed,
                  fmt::format("{} is not below the folder of its repository", package.path.string()));
    files.push_back({.path = plain.generic_string(), .sha256 = package.sha256});
  }
  std::ranges::sort(files, {}, &File::path);
  const auto twice = std::ranges::adjacent_find(files, {}, &File::path);
  if (twice != files.end())
    throw Error(ExitCode::gate, fmt::format("{} is listed twice in its repository", twice->path));
  parallel_for(files.size(), threads, [&](size_t i) {
    if (files[i].sha256.empty()) files[i].sha256 = digest_of_file(folder / files[i].path);
  });
  return files;
}

/// One table, as XML, and perhaps as a database and as a zchunk file.
struct Output {
  XmlFile xml;
  std::optional<Database> database;
  std::optional<ZchunkFile> zchunk;
};

void write_tables(const fs::path& folder, const fs::path& staged, const std::vector<File>& files,
                  const Options& options, Repomd& repomd) {
  std::vector<Output> outputs;
  for (const Table& table : k_tables) {
    outputs.push_back({XmlFile(table, staged, files.size()), std::nullopt, std::nullopt});
    if (options.sqlite) outputs.back().database.emplace(table, staged);
    if (options.zchunk) outputs.back().zchunk.emplace(table, staged, files.size());
  }
  const auto blocks = divide(files);
  const size_t most = k_blocks_per_thread * std::max(options.threads, 1U);
  for (size_t begin = 0; begin < blocks.size(); begin += most) {
    std::vector<Block> made(std::min(most, blocks.size() - begin));
    parallel_for(made.size(), options.threads, [&](size_t i) {
      made[i] = make_block(folder, blocks[begin + i], options.store, options.sqlite);
    });
    parallel_for(outputs.size(), options.threads, [&](size_t table) {
      for (const Block& block : made) {
        outputs[table].xml.add(block.xml[table], block.gzip[table]);
        if (options.zchunk) outputs[table].zchunk->add(block.xml[table]);
        if (!options.sqlite) continue;
        for (const auto& package : block.packages) outputs[table].database->add(package.get());
      }
    });
  }
  for (auto& [xml, database, zchunk] : outputs) {
    const MetadataFile written = xml.finish();
    repomd.add(written);
    if (database) repomd.add(database->finish(written.sha256));
    if (zchunk) repomd.add(zchunk->finish());
  }
}

void write_extra(const fs::path& staged, const Extra& extra, Repomd& repomd) {
  const std::string checksum = sha256(extra.bytes);
  if (!extra.gzip) {
    write_new_file(staged / extra.name, extra.bytes);
    repomd.add(
        {.type = extra.type, .file = staged / extra.name, .sha256 = checksum, .size = extra.bytes.size()});
    return;
  }
  const auto frame = archive::make_frame(archive::Compression::gzip);
  std::string bytes = frame->head();
  frame->update(extra.bytes);
  bytes += archive::make_codec(archive::Compression::gzip)->compress(extra.bytes);
  bytes += frame->tail();
  const fs::path file = staged / (extra.name + ".gz");
  write_new_file(file, bytes);
  repomd.add({.type = extra.type,
              .file = file,
              .sha256 = sha256(bytes),
              .size = bytes.size(),
              .open_sha256 = checksum,
              .open_size = extra.bytes.size()});
}

}  // namespace

bool write(const fs::path& folder, const std::vector<PackageFile>& packages, const Options& options) {
  initialise();
  const fs::path final_place = folder / "repodata";
  if (is_there(final_place))
    throw Error(ExitCode::failed, fmt::format("{} already exists", final_place.string()))
        .hint("remove it, or write the metadata of another folder");
  const std::vector<File> files = listed(folder, packages, options.threads);

  TempDir aside(folder, ".repodata-");
  const fs::path staged = aside.path() / "repodata";
  make_folders(staged);
  const std::string key = options.store ? key_of_metadata(files, options) : "";
  const bool is_new = !options.store || !restore(*options.store, key, staged);
  if (is_new) {
    Repomd repomd(options.timestamp);
    write_tables(folder, staged, files, options, repomd);
    for (const Extra& extra : options.extras) write_extra(staged, extra, repomd);
    const std::string text = repomd.text();
    if (options.store) keep(*options.store, key, staged, text);
    write_new_file(staged / k_repomd, text);
  }
  fs::permissions(staged, k_folder_mode);
  rename_file(staged, final_place);
  return is_new;
}

}  // namespace rpmworks::repodata
