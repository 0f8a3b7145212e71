// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/listing.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "inventory/entries.hpp"
#include "inventory/places.hpp"
#include "rpm/description.hpp"
#include "solve/metadata/repository_packages.hpp"

namespace rpmworks::inventory {

namespace {

constexpr size_t k_most_named = 10;
constexpr std::string_view k_package_suffix = ".rpm";

/// What a folder has. All paths are relative to it.
struct FolderFiles {
  std::vector<std::string> packages;
  std::vector<std::string> repositories;  ///< folders with repodata/repomd.xml; "" is the folder itself
  std::vector<std::string> left_out;      ///< links to outside, and other things with the name of a package
};

// Whether a link leads to a file in the folder.
bool leads_inside(const fs::path& link, const fs::path& real_folder) {
  std::error_code failure;
  const fs::path real = fs::canonical(link, failure);
  return !failure && fs::is_regular_file(real, failure) &&
         std::ranges::mismatch(real_folder, real).in1 == real_folder.end();
}

FolderFiles files_of(const fs::path& folder) {
  FolderFiles found;
  const fs::path real = fs::canonical(folder);
  for (const auto& entry : entries_below(folder)) {
    const fs::path& path = entry.path();
    std::string relative = path.lexically_relative(folder).generic_string();
    const bool is_link = entry.is_symlink();
    if (relative.ends_with(k_package_suffix)) {
      const bool is_package = is_link ? leads_inside(path, real) : entry.is_regular_file();
      (is_package ? found.packages : found.left_out).push_back(std::move(relative));
    } else if (!is_link && path.filename() == "repomd.xml" && path.parent_path().filename() == "repodata") {
      const fs::path repository = fs::path(relative).parent_path().parent_path();
      found.repositories.push_back(repository.generic_string());
    }
  }
  for (auto* list : {&found.packages, &found.repositories, &found.left_out}) std::ranges::sort(*list);
  return found;
}

// The repository that a package belongs to; nothing if there is none.
const std::string* repository_of(const FolderFiles& files, const std::string& package) {
  const std::string* nearest = nullptr;
  for (const auto& repository : files.repositories) {
    const bool is_in = repository.empty() || package.starts_with(repository + "/");
    if (is_in && (!nearest || repository.size() > nearest->size())) nearest = &repository;
  }
  return nearest;
}

std::string section_of(const FolderFiles& files, const std::string& package) {
  const std::string* const repository = repository_of(files, package);
  std::string section = repository ? *repository : fs::path(package).parent_path().generic_string();
  return section.empty() ? k_packages : section;
}

void warn_of(std::vector<std::string> names, const std::string& what, std::vector<std::string>& warnings) {
  if (names.empty()) return;
  const size_t more = names.size() > k_most_named ? names.size() - k_most_named : 0;
  names.resize(names.size() - more);
  if (more > 0) names.push_back(fmt::format("and {} more", more));
  warnings.push_back(fmt::format("{}: {}", what, join(names, ", ")));
}

/// Reads the header and the digest of each package.
class FolderReading {
 public:
  FolderReading(const fs::path& folder, const FolderFiles& files) : m_folder(folder), m_files(files) {}

  std::vector<manifest::Entry> run(unsigned jobs) {
    m_entries.resize(m_files.packages.size());
    m_faults.resize(m_files.packages.size());
    parallel_for(m_files.packages.size(), jobs, [this](size_t i) {
      try {
        read(i);
      } catch (const Error& error) {
        m_faults[i] = error.what();
      }
    });
    std::erase(m_faults, "");
    if (m_faults.empty()) return std::move(m_entries);
    const size_t count = m_faults.size();
    if (count > k_most_named) m_faults.resize(k_most_named);
    throw Error(ExitCode::invalid,
                fmt::format("{} of {} cannot be read", counted(count, "package"), m_folder.string()))
        .notes(std::move(m_faults))
        .hint("copy or build them again, or move them out of the folder");
  }

 private:
  void read(size_t i) {
    const fs::path file = m_folder / m_files.packages[i];
    manifest::Entry& entry = m_entries[i] = entry_of(rpm::read_description(file));
    entry.file = m_files.packages[i];
    entry.section = section_of(m_files, entry.file);
    entry.size = fs::file_size(file);
    entry.sha256 = digest_of_file(file);
  }

  const fs::path& m_folder;
  const FolderFiles& m_files;
  std::vector<manifest::Entry> m_entries;
  std::vector<std::string> m_faults;
};

// Compares the metadata of one repository of the folder with its packages.
void compare_metadata(const fs::path& folder, const FolderFiles& files, const std::string& repository,
                      const std::map<std::string, const manifest::Entry*>& packages, const Settings& settings,
                      Inventory& inventory) {
  const fs::path place = fs::absolute(folder / repository).lexically_normal();
  const std::string shown = (repository.empty() ? folder : folder / repository).string();
  std::set<std::string> listed;
  std::vector<std::string> missing, others, unlisted;
  try {
    const auto opened =
        upstream::Repository::open({.name = "folder", .baseurl = place.string(), .mirrorlist = {}}, {},
                                   settings.cache, Reporter::silent(), {.sha1 = true});
    for (const auto& package : solve::packages_of({opened.metadata()})) {
      const auto& location = package.location;
      std::string path = (fs::path(repository) / location.href).lexically_normal().generic_string();
      const auto file = packages.find(path);
      if (file == packages.end())
        missing.push_back(path);
      else if (!location.sha256.empty() && location.sha256 != file->second->sha256)
        others.push_back(path);
      listed.insert(std::move(path));
    }
  } catch (const Error& error) {
    inventory.warnings.push_back(fmt::format("the metadata of {} is not compared: {}", shown, error.what()));
    return;
  }
  for (const auto& [path, entry] : packages)
    if (const auto* own = repository_of(files, path); own && *own == repository && !listed.contains(path))
      unlisted.push_back(path);
  warn_of(missing, fmt::format("the metadata of {} lists packages that are missing", shown),
          inventory.warnings);
  warn_of(unlisted, fmt::format("the metadata of {} does not list packages that are there", shown),
          inventory.warnings);
  warn_of(others, fmt::format("packages of {} were changed after its metadata was made", shown),
          inventory.warnings);
}

Inventory new_inventory(Inventory::Kind kind, const std::string& where, const fs::path& folder,
                        const Settings& settings) {
  Inventory inventory{.kind = kind, .where = where};
  inventory.manifest.inventory = "folder";
  inventory.manifest.tool = settings.tool;
  inventory.folder = folder;
  inventory.details = [folder](const manifest::Entry& entry) { return details_of_file(folder, entry); };
  return inventory;
}

}  // namespace

bool is_package_folder(const fs::path& folder) {
  const FolderFiles files = files_of(folder);
  return !files.packages.empty() || !files.repositories.empty() || !files.left_out.empty();
}

Inventory of_folder(const fs::path& folder, const Settings& settings, Reporter& reporter) {
  Inventory inventory = new_inventory(Inventory::Kind::folder, folder.string(), folder, settings);
  const FolderFiles files = files_of(folder);
  warn_of(files.left_out, "left out, because they are not files in the folder", inventory.warnings);
  {
    Activity reading(reporter, "reading", counted(files.packages.size(), "package"), 0, Activity::Size::step);
    inventory.manifest.packages = FolderReading(folder, files).run(settings.jobs);
  }
  complete(inventory.manifest);
  std::map<std::string, const manifest::Entry*> packages;
  for (const auto& entry : inventory.manifest.packages) packages.emplace(entry.file, &entry);
  for (const auto& repository : files.repositories)
    compare_metadata(folder, files, repository, packages, settings, inventory);
  return inventory;
}

Inventory of_package(const fs::path& file, const Settings& settings) {
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  Inventory inventory = new_inventory(Inventory::Kind::package, file.string(), folder, settings);
  manifest::Entry entry = entry_of(rpm::read_description(file));
  entry.file = file.filename().string();
  entry.section = k_packages;
  entry.size = fs::file_size(file);
  entry.sha256 = digest_of_file(file);
  inventory.manifest.packages.push_back(std::move(entry));
  complete(inventory.manifest);
  // The user named the file, which may be a link.
  inventory.details = [file](const manifest::Entry&) {
    return Details{.contents = std::make_shared<const rpm::Contents>(rpm::read_contents(file))};
  };
  return inventory;
}

}  // namespace rpmworks::inventory
