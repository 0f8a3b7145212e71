// SPDX-License-Identifier: GPL-3.0-or-later
#include "lockfile/konflux.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "config/document.hpp"
#include "config/values.hpp"
#include "core/encoding.hpp"
#include "core/text.hpp"
#include "lockfile/foreign_reader.hpp"
#include "lockfile/limits.hpp"
#include "lockfile/values.hpp"

namespace rpmworks::lockfile {

namespace {

using config::shown;

const std::vector<std::string> k_package_fields = {"url",  "repoid", "size",     "checksum",
                                                   "name", "evr",    "sourcerpm"};

std::string folder_of(const std::string& url) {
  return url.substr(0, url.rfind('/') + 1);
}

// The longest folder that contains both.
std::string common_folder(const std::string& one, const std::string& other) {
  const auto [end, ignored] = std::ranges::mismatch(one, other);
  return folder_of(one.substr(0, static_cast<size_t>(end - one.begin())));
}

std::string file_name_of(const std::string& url) {
  return percent_decoded(url.substr(url.rfind('/') + 1));
}

class KonfluxReader {
 public:
  explicit KonfluxReader(const Place& place) : m_place(place) {}

  Imported read(const config::Document& document) {
    const ForeignEntry top(document, {"lockfileVersion", "lockfileVendor", "arches"}, m_imported.notes);
    if (const std::string version = top.required_text("lockfileVersion"); version != "1")
      throw top.error("lockfileVersion",
                      fmt::format("the version of the lock file is {}, but this rpmworks reads "
                                  "version 1",
                                  shown(version)));
    if (const std::string vendor = top.text("lockfileVendor"); !vendor.empty() && vendor != "redhat")
      m_imported.notes.push_back(fmt::format("the vendor of the lock file was left out: {}", vendor));
    std::vector<std::string> archs;
    for (const auto& entry :
         top.items("arches", "architecture", {"arch", "packages", "source", "module_metadata"})) {
      archs.push_back(entry.required_text("arch"));
      if (archs.back() == m_place.arch)
        read_arch(entry);
      else
        note_other_arch(entry);
    }
    if (std::ranges::find(archs, m_place.arch) == archs.end())
      throw top.error("arches",
                      fmt::format("no packages for {}; the file has: {}", m_place.arch, join(archs, ", ")));
    for (const auto& [id, folder] : m_folders) {
      m_imported.lock.upstreams.push_back({.name = id, .url = folder.substr(0, folder.size() - 1)});
      m_imported.notes.push_back(fmt::format(
          "the file does not have the address of repository {}: the folder of its packages is used: {}",
          shown(id), m_imported.lock.upstreams.back().url));
    }
    note_packages(m_imported.notes, m_without_repository,
                  "packages without the name of a repository, which is called 'unnamed' here");
    note_packages(m_imported.notes, m_without_name,
                  "packages whose name and version are those of the file name, which has no epoch");
    m_importer.finish();
    return std::move(m_imported);
  }

 private:
  void note_other_arch(const ForeignEntry& entry) {
    size_t count = 0;
    for (const char* list : {"packages", "source", "module_metadata"})
      count += entry.items(list, "package", k_package_fields).size();
    m_imported.notes.push_back(fmt::format("architecture {} left out ({})", shown(entry.text("arch")),
                                           count == 1 ? "1 entry" : fmt::format("{} entries", count)));
  }

  void read_arch(const ForeignEntry& arch) {
    const auto packages = arch.items("packages", "package", k_package_fields);
    const auto sources = arch.items("source", "source package", k_package_fields);
    // Locations depend on the folders of all packages.
    for (const auto* entries : {&packages, &sources})
      for (const auto& entry : *entries) learn_upstream(entry);
    for (const auto& entry : packages) add(entry, m_place.section);
    std::vector<std::string> left_out;
    for (const auto& entry : sources) {
      if (m_place.source_section.empty())
        left_out.push_back(file_name_of(entry.required_text("url")));
      else
        add(entry, m_place.source_section);
    }
    note_packages(m_imported.notes, left_out, "source packages left out");
    for (const auto& entry :
         arch.items("module_metadata", "module metadata", {"url", "repoid", "size", "checksum"}))
      m_imported.notes.push_back(fmt::format("metadata of modules left out: {}", entry.text("url")));
  }

  std::string url_of(const ForeignEntry& entry) {
    const std::string given = entry.required_text("url");
    const std::string url = without_credentials(given);
    if (const auto problem = problem_of_url(url)) throw entry.error("url", fmt::format("'url' {}", *problem));
    if (url.find("://") == std::string::npos)
      throw entry.error("url", fmt::format("'url' is {}, not a URL", shown(url)));
    if (url != given && !m_had_credentials) {
      m_had_credentials = true;
      m_imported.notes.push_back("user names and passwords in addresses were left out");
    }
    return url;
  }

  // Other programs that read this format accept packages without `repoid`, `size` and `checksum`.
  static std::string repository_of(const ForeignEntry& entry) {
    const std::string id = entry.text("repoid");
    return id.empty() ? "unnamed" : id;
  }

  void learn_upstream(const ForeignEntry& entry) {
    const std::string id = repository_of(entry);
    if (const auto problem = problem_of_name(id))
      throw entry.error("repoid", fmt::format("'repoid' {}", *problem));
    const std::string url = url_of(entry);
    const auto [at, is_new] = m_folders.try_emplace(id, folder_of(url));
    if (is_new) return;
    at->second = common_folder(at->second, url);
    // "https://" is the common start of packages on different servers.
    if (at->second.empty() || at->second.ends_with("://"))
      throw entry.error("url",
                        fmt::format("the packages of repository {} are on several servers", shown(id)));
  }

  // Early versions of the format had neither `name` nor `evr`. No version has the architecture.
  rpm::Nevra nevra_of(const ForeignEntry& entry, const std::string& file_name) {
    const rpm::Nevra of_file = rpm::Nevra::parse(
        file_name.ends_with(".rpm") ? file_name.substr(0, file_name.size() - 4) : file_name);
    if (of_file.arch.empty() || of_file.evr.version.empty())
      throw entry.error("url",
                        fmt::format("the architecture of the package is unknown: the file name {} is not "
                                    "NAME-VERSION-RELEASE.ARCH.rpm",
                                    shown(file_name)));
    rpm::Nevra nevra{
        .name = entry.text("name"), .evr = rpm::Evr::parse(entry.text("evr")), .arch = of_file.arch};
    if (!nevra.name.empty() && !nevra.evr.version.empty()) return nevra;
    m_without_name.push_back(of_file.str());
    return of_file;
  }

  void add(const ForeignEntry& entry, const std::string& section) {
    const std::string url = url_of(entry);
    const std::string id = repository_of(entry);
    LockedPackage package{
        .target = m_place.target,
        .section = section,
        .nevra = nevra_of(entry, file_name_of(url)),
        .upstream = id,
        .location = url.substr(m_folders.at(id).size()),
        .size = entry.size(),
        .source = entry.text("sourcerpm"),
    };
    if (entry.text("repoid").empty()) m_without_repository.push_back(package.nevra.str());
    m_importer.add(std::move(package), entry.text("checksum"), entry);
  }

  const Place& m_place;
  Imported m_imported;
  Importer m_importer{m_imported};
  std::map<std::string, std::string> m_folders;  ///< upstream → the folder that contains its packages
  Notes m_without_repository, m_without_name;
  bool m_had_credentials = false;
};

}  // namespace

Imported from_konflux(const std::string& text, const fs::path& file, const Place& place) {
  const config::Document document(text, file.string(),
                                  limits_with("the first line of rpms.lock.yaml is `lockfileVersion: 1`"));
  return KonfluxReader(place).read(document);
}

}  // namespace rpmworks::lockfile
