// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/listing.hpp"
#include "inventory/places.hpp"

namespace rpmworks::inventory {

namespace {

// Lists folders instead of looking for each of thousands of files.
bool has_a_package(const manifest::Manifest& manifest, const fs::path& folder) {
  std::map<std::string, std::set<std::string>> names;  // by folder
  for (const auto& entry : manifest.packages) {
    if (entry.file.empty()) continue;
    const size_t slash = entry.file.rfind('/');
    const std::string parent = slash == std::string::npos ? "" : entry.file.substr(0, slash);
    const auto [listed, is_new] = names.try_emplace(parent);
    if (is_new && fs::is_directory(folder / parent))
      for (const auto& found : entries_in(folder / parent))
        listed->second.insert(found.path().filename().string());
    if (listed->second.contains(slash == std::string::npos ? entry.file : entry.file.substr(slash + 1)))
      return true;
  }
  return false;
}

bool is_below(const fs::path& file, const fs::path& folder) {
  return std::ranges::mismatch(folder, file).in1 == folder.end();
}

}  // namespace

Details details_of_file(const fs::path& folder, const manifest::Entry& entry) {
  std::error_code failure;
  const fs::path file = fs::canonical(folder / entry.file, failure);
  if (failure)
    throw Error(ExitCode::invalid, fmt::format("{} is missing", (folder / entry.file).string()))
        .hint("copy the folder again; `rpmworks verify` tells what else a release lacks");
  if (!is_below(file, fs::canonical(folder)))
    throw Error(ExitCode::invalid,
                fmt::format("{} is a link to outside of {}", (folder / entry.file).string(), folder.string()))
        .hint("copy the package into the folder");
  auto contents = std::make_shared<const rpm::Contents>(rpm::read_contents(file));
  const rpm::Package& package = contents->package;
  const bool is_other_header = !entry.header_sha256.empty() && entry.header_sha256 != package.header_sha256;
  if (package.nevra != entry.nevra || is_other_header)
    throw Error(ExitCode::invalid, fmt::format("{} is not the package {} that the manifest lists",
                                               file.string(), entry.nevra.str()))
        .hint("the folder was changed after its manifest was made: check it with `rpmworks verify`");
  return {.contents = std::move(contents)};
}

Inventory of_manifest(const std::string& text, const std::string& file, const fs::path& folder) {
  Inventory inventory{.kind = Inventory::Kind::manifest,
                      .where = file,
                      .manifest = manifest::Manifest::from_json(text, file)};
  inventory.manifest_sha256 = sha256(text);
  if (!folder.empty() && has_a_package(inventory.manifest, folder)) {
    inventory.folder = folder;
    inventory.details = [folder](const manifest::Entry& entry) { return details_of_file(folder, entry); };
  }
  return inventory;
}

Inventory of_release(const fs::path& folder) {
  const std::string file = (folder / "manifest.json").string();
  Inventory inventory = of_manifest(read_text(file), file, folder);
  inventory.kind = Inventory::Kind::release;
  inventory.where = folder.string();
  return inventory;
}

}  // namespace rpmworks::inventory
