// SPDX-License-Identifier: GPL-3.0-or-later
// The .repo files of clients as values.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::layout {

/// The symbolic link in releases/ to the folder with the mirror lists.
constexpr const char* k_mirror_lists = "mirrorlist";

/// One repository in a .repo file: a section of a release.
struct ClientRepo {
  std::string id;
  std::string name;
  std::string path;  ///< of the section; may contain `$basearch`
  bool enabled = true;
  std::vector<std::string> keys;  ///< file names of its public keys
  bool hotfixes = false;          ///< `module_hotfixes`: modules never hide its packages
};

/// Comment lines for a .repo file: the module streams that clients must enable. Empty if there are none.
std::string modules_remark(const std::vector<config::ModuleStream>& modules);
/// The same lines of an existing .repo file.
std::string modules_remark_in(const std::string& text);
/// The streams that these lines name.
std::vector<config::ModuleStream> modules_in(const std::string& text);
/// The folders for .repo files of the clients, as part of a sentence.
std::string repo_folders(clients::Client client);

/// Whether a section's folder in a release belongs to the section with this path, which may contain
/// `$basearch`.
bool is_folder_of(const std::string& folder, const std::string& path);

/// A release that a delta completes.
struct ChainLink {
  std::string release;
  std::vector<manifest::SectionInfo> sections;
  std::map<std::string, std::vector<ClientRepo>> repos;  ///< its own, by the name of its .repo file
};

/// The repositories of a link for the clients of a target, whose .repo file in the delta is `file`.
std::vector<ClientRepo> repos_of_link(const ChainLink& link, const std::string& file,
                                      const std::string& target);

/// The stanzas of a .repo file that requires signed packages and signed metadata. `address_lines` returns the
/// lines that tell where the section is; the keys are in the folder `keys_at`.
std::string stanzas(const std::vector<ClientRepo>& repos, const std::string& keys_at,
                    const std::function<std::string(const ClientRepo&)>& address_lines);

/// How clients follow the published release.
struct Following {
  std::string address;  ///< of releases/
  std::string keys_at;  ///< the folder of the public keys
  std::chrono::seconds expire;
  /// Whether clients of this section are yum of el6 or el7.
  std::function<bool(const ClientRepo&)> has_old_clients;
};
/// The stanzas of a .repo file whose clients follow the published release.
std::string following_stanzas(const std::vector<ClientRepo>& repos, const Following& how);

/// The repositories of a release's own .repo file. Throws Error(gate), naming `file`, if the text is not of
/// the form that rpmworks writes. `delta`: the name of the release if it is a delta; then the repositories of
/// the releases that it completes are left out.
std::vector<ClientRepo> read_client_repos(const std::string& text, const std::string& file,
                                          const std::string& delta = {});

/// A stanza of a .repo file: its id, and its settings in the order written.
struct Stanza {
  std::string id;
  std::vector<std::pair<std::string, std::string>> settings;

  /// The value of the first setting of this name; empty if there is none.
  std::string value(const std::string& name) const;
};
std::vector<Stanza> read_stanzas(const std::string& text);

/// The words of a list. dnf and yum accept blanks and commas as separators.
std::vector<std::string> words_of(std::string list);

}  // namespace rpmworks::layout
