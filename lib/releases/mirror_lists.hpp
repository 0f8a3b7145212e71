// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "releases/hidden_folders.hpp"
#include "releases/publications.hpp"
#include "releases/release_facts.hpp"

namespace rpmworks::releases {

/// The releases that the mirror lists name: the published release; the release published before it; and each
/// other release whose clients may still have its metadata, because it was published until less than
/// `expire` ago, or than the time that its own clients were told. `now`: seconds since 1970.
std::vector<std::string> listed_releases(const std::vector<LastPublished>& last, std::chrono::seconds expire,
                                         int64_t now);

/// The text of each mirror list, by the folder of its section: the addresses of the section in the listed
/// releases that have it. A section that only other published releases have keeps a list, with the one that
/// was published last, because clients may have an earlier .repo file.
class MirrorLists {
 public:
  MirrorLists() = default;
  /// `listed` and `published`: releases, in the order of the lists. `address`: of releases/, for clients.
  MirrorLists(const std::vector<const ReleaseFacts*>& listed,
              const std::vector<const ReleaseFacts*>& published, const std::string& address);

  const std::map<std::string, std::string>& texts() const { return m_texts; }
  /// Sections that the published release does not have, and the release that their list names.
  const std::map<std::string, std::string>& kept() const { return m_kept; }
  /// Sections without a list, because the path of another section's list needs a folder of that name.
  const std::vector<std::string>& in_the_way() const { return m_in_the_way; }

  /// Whether clients see exactly these lists.
  bool are_in(const fs::path& releases) const;
  /// Replaces all lists by one rename.
  void install(HiddenFolders& folders, const TopFiles& top) const;

 private:
  std::string folder_name() const;
  void add(const std::string& section, std::string text);

  std::map<std::string, std::string> m_texts;
  std::map<std::string, std::string> m_kept;
  std::vector<std::string> m_in_the_way;
};

/// The name of the hidden folder in releases/ that holds the mirror lists; empty if there are none.
std::string folder_of_mirror_lists(const fs::path& releases);

/// The releases that mirror lists on disk name, for each section's folder: empty if there are no lists.
std::map<std::string, std::vector<std::string>> mirror_lists_in(const fs::path& releases);

}  // namespace rpmworks::releases
