// SPDX-License-Identifier: GPL-3.0-or-later
#include "inventory/inventory.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"
#include "inventory/places.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"
#include "rpm/database.hpp"
#include "upstream/address.hpp"

namespace rpmworks::inventory {

namespace {

constexpr std::string_view k_package_magic = "\xed\xab\xee\xdb";
constexpr std::array<std::string_view, 3> k_database_names{"rpmdb.sqlite", "Packages.db", "Packages"};

bool is_web_url(const std::string& place) {
  return place.starts_with("http://") || place.starts_with("https://");
}

// Also through a link such as `current`.
bool leads_to_release(const fs::path& folder) {
  std::error_code unreadable;
  const fs::path real = fs::canonical(folder, unreadable);
  return !unreadable && releases::is_release(real);
}

std::string first_bytes(const fs::path& file) {
  const FileDescriptor fd = open_for_reading(file);
  std::string bytes(k_package_magic.size(), '\0');
  const ssize_t count = ::read(fd.get(), bytes.data(), bytes.size());
  bytes.resize(count > 0 ? static_cast<size_t>(count) : 0);
  return bytes;
}

Inventory of_file(const fs::path& file, const Settings& settings) {
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (fs::is_regular_file(file)) {
    if (first_bytes(file) == k_package_magic) return of_package(file, settings);
    if (std::ranges::count(k_database_names, file.filename().string()) > 0)
      return of_system(folder, settings);
  }
  const std::string text = read_text(file);
  const size_t start = text.find_first_not_of(" \t\r\n");
  if (start != std::string::npos && text[start] == '{') return of_manifest(text, file.string(), folder);
  // Every manifest and every lock names its schema.
  if (start == std::string::npos || text.find('\0') != std::string::npos ||
      text.find("schema") == std::string::npos)
    throw Error(
        ExitCode::invalid,
        fmt::format("{} is not a manifest, a repos.lock, a package or an rpm database", file.string()))
        .hint("name a manifest.json, a repos.lock, a package, or the rpmdb.sqlite of a system");
  try {
    return of_lock(text, file, settings);
  } catch (Error& error) {
    if (!error.hint().empty()) throw;
    throw std::move(error).hint("name a repos.lock as `rpmworks lock` writes it, or another place");
  }
}

Inventory of_local_folder(const fs::path& folder, const Settings& settings, Reporter& reporter) {
  if (fs::exists(fs::symlink_status(folder / "manifest.json"))) return of_release(folder);
  if (rpm::has_rpm_database(folder)) return of_system(folder, settings);
  if (is_package_folder(folder)) return of_folder(folder, settings, reporter);
  throw Error(ExitCode::invalid, fmt::format("{} has no packages", folder.string()))
      .notes(
          {"no manifest.json of a release",
           "no rpm database (rpmdb.sqlite, Packages.db or Packages), also not below it as in the root of an "
           "installed system",
           "no repodata/repomd.xml, and no file that ends with .rpm"})
      .hint("name the folder of a release, a folder of packages, or an installed root");
}

Error unknown_place(const std::string& place, bool is_name, const store::Workspace* workspace) {
  const std::string shown = printable(place, 1000);
  if (place.find("://") != std::string::npos)
    return Error(ExitCode::invalid,
                 fmt::format("'{}' is not a URL that can be read", without_credentials(shown)))
        .hint("a URL begins with http://, https:// or file://");
  if (!is_name)
    return Error(ExitCode::invalid, fmt::format("there is no file or folder {}", shown))
        .hint("name a release, a folder, a manifest.json, a repos.lock, an rpm database, or a URL");
  if (!workspace)
    return Error(ExitCode::invalid,
                 fmt::format(
                     "there is no file or folder {}, and no repos.yaml that could have a release of that "
                     "name",
                     shown))
        .hint("name the folder of a release, or repos.yaml with -c FILE");
  const auto names = releases::releases(*workspace);
  const auto meant = did_you_mean(place, names);
  return Error(ExitCode::invalid,
               fmt::format("there is no file or folder {}, and no release of that name in {}", shown,
                           workspace->releases().string()))
      .hint(meant           ? *meant
            : names.empty() ? "this product has no release yet"
                            : fmt::format("known releases: {}", join(names, ", ")));
}

}  // namespace

std::string name_of(Inventory::Kind kind) {
  switch (kind) {
    case Inventory::Kind::release:
      return "release";
    case Inventory::Kind::manifest:
      return "manifest";
    case Inventory::Kind::lock:
      return "lock";
    case Inventory::Kind::package:
      return "package";
    case Inventory::Kind::system:
      return "system";
    case Inventory::Kind::folder:
      return "folder";
    case Inventory::Kind::repository:
      return "repository";
  }
  return "";
}

std::string read_text(const fs::path& file) {
  const FileDescriptor fd = open_for_reading(file);
  const auto refuse = [&] {
    return Error(ExitCode::invalid,
                 fmt::format("{} is larger than {}", file.string(), human_bytes(k_largest_text)))
        .hint("a manifest or a repos.lock of that size is not read: compare parts of it");
  };
  std::error_code unknown;
  const uintmax_t size = fs::file_size(file, unknown);
  if (!unknown && size > k_largest_text) throw refuse();
  // The size of a pipe or a device is not known, and some never end.
  std::string text;
  if (!unknown) text.reserve(size);
  std::array<char, 65536> buffer{};
  while (true) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error("read", file.string());
    if (got == 0) return text;
    text.append(buffer.data(), static_cast<size_t>(got));
    if (text.size() > k_largest_text) throw refuse();
    throw_if_cancelled();
  }
}

Inventory read(const std::string& place, const Settings& settings, Reporter& reporter) {
  if (is_web_url(place)) return of_url(place, settings, reporter);
  const bool is_name =
      !place.empty() && place.find('/') == std::string::npos && place != "." && place != "..";
  const store::Workspace* const workspace =
      is_name && settings.find_workspace ? settings.find_workspace() : nullptr;
  if (workspace && leads_to_release(workspace->releases() / place))
    return of_release(workspace->releases() / place);
  const fs::path path = upstream::local_file(place).value_or(fs::path(place));
  std::error_code missing;
  if (fs::is_directory(path, missing)) return of_local_folder(path, settings, reporter);
  if (!place.empty() && fs::exists(path, missing)) return of_file(path, settings);
  throw unknown_place(place, is_name, workspace);
}

}  // namespace rpmworks::inventory
