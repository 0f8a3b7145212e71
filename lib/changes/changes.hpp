// SPDX-License-Identifier: GPL-3.0-or-later
// What changed between two places with packages, as a value. Commands choose what they show of it.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "abi/difference.hpp"
#include "inventory/inventory.hpp"
#include "manifest/diff.hpp"
#include "solve/upgrade/system_upgrade.hpp"

namespace rpmworks::changes {

/// A dependency of the same name with another version.
struct ChangedDependency {
  std::string before;
  std::string after;
  bool operator==(const ChangedDependency&) const = default;
};

/// How one kind of dependencies changed, as rpm prints them. Dependencies on the package's own version, which
/// change with every version, are left out.
struct DependencyChanges {
  std::vector<std::string> lost;
  std::vector<std::string> gained;
  std::vector<ChangedDependency> changed;
  bool is_empty() const { return lost.empty() && gained.empty() && changed.empty(); }
};

/// A file of a package as its header describes it.
struct FileFacts {
  uint64_t size = 0;       ///< bytes
  uint16_t mode = 0;       ///< type and permissions, as in stat(2); 0: not known
  std::string owner;       ///< "root:root"
  std::string capability;  ///< "cap_net_raw=p"; empty: none
  std::string link;        ///< target of a symbolic link
  bool is_config = false;
  bool is_noreplace = false;
  bool is_ghost = false;
  /// See rpm::special_rights: "setuid root:root"; empty if nothing is special.
  std::string special;
  bool operator==(const FileFacts&) const = default;
};

/// A file that was added, removed or changed.
struct FileChange {
  std::string path;
  std::optional<FileFacts> before;  ///< nothing: added
  std::optional<FileFacts> after;   ///< nothing: removed
  bool has_other_content = false;   ///< of a file in both packages

  /// Whether the file has a special right that it did not have before.
  bool is_new_right() const {
    return after && !after->special.empty() && (!before || before->special != after->special);
  }
  bool is_config() const { return (before && before->is_config) || (after && after->is_config); }
};

struct ScriptletChange {
  std::optional<rpm::Scriptlet> before;  ///< nothing: added
  std::optional<rpm::Scriptlet> after;   ///< nothing: removed
  const std::string& kind() const { return after ? after->kind : before->kind; }
};

/// A commit that went into a package.
struct Commit {
  std::string id;
  std::string subject;
  std::string author;                    ///< name
  int64_t time = 0;                      ///< when it was committed
  std::vector<std::string> issues = {};  ///< references in its message: "#12", "ABC-34"
};

/// The commits between the sources of two packages.
struct CommitRange {
  std::string url;
  std::string before;  ///< full ids
  std::string after;
  std::vector<Commit> commits;  ///< the newest first
  /// The source went back to an earlier commit: `commits` are gone.
  bool are_gone = false;
  std::string unknown;  ///< why the commits are not known; empty: they are
};

/// What the headers of two packages tell beyond their entries.
struct PackageDetails {
  std::optional<manifest::ChangedText> license, vendor, url, summary;
  uint64_t installed_size_before = 0;  ///< bytes
  uint64_t installed_size_after = 0;
  DependencyChanges provides, requires_, conflicts, obsoletes, recommends;
  std::vector<std::string> sonames_lost;  ///< "libfoo.so.1()(64bit)"
  std::vector<std::string> sonames_gained;
  std::vector<FileChange> files;  ///< sorted by path. Of added and removed packages only special ones
  std::vector<ScriptletChange> scriptlets;  ///< in the order of their kinds
  /// What could not be compared because one side does not know it: "files", "permissions", "scriptlets".
  std::vector<std::string> not_compared;
};

/// What became of one package.
struct PackageChange {
  /// From the most alarming to the least.
  enum class Kind {
    downgraded,
    removed,
    rebuilt,              ///< same NEVRA, other content
    rebuilt_or_resigned,  ///< same NEVRA, other file: the places do not tell why
    upgraded,
    added,
    resigned,  ///< same NEVRA and content, other signature
    moved      ///< nothing but its section changed
  };
  Kind kind = Kind::upgraded;
  std::optional<manifest::Entry> before;        ///< nothing: added
  std::optional<manifest::Entry> after;         ///< nothing: removed
  bool is_moved = false;                        ///< to another section; also of packages of other kinds
  std::optional<manifest::ChangedText> signer;  ///< fingerprint, or key id if the signature was not verified
  std::optional<PackageDetails> details;
  std::string unreadable;  ///< why there are no details, although they were asked for
  std::optional<CommitRange> commits;

  const manifest::Entry& entry() const { return after ? *after : *before; }
};
inline constexpr std::array k_kinds{PackageChange::Kind::downgraded, PackageChange::Kind::removed,
                                    PackageChange::Kind::rebuilt,    PackageChange::Kind::rebuilt_or_resigned,
                                    PackageChange::Kind::upgraded,   PackageChange::Kind::added,
                                    PackageChange::Kind::resigned,   PackageChange::Kind::moved};
/// "downgraded", …, "rebuilt-or-resigned"
std::string name_of(PackageChange::Kind kind);

/// Something that the new place no longer provides although one of its packages requires it.
struct LostProvide {
  std::string provide;
  std::string package;                 ///< NEVRA of the package that provided it
  std::vector<std::string> needed_by;  ///< NEVRAs in the new place
};

/// A new requirement that no package of the new place fulfils: by name, or as one of its files.
struct OutsideRequirement {
  std::string requirement;
  std::string package;  ///< NEVRA of the package that requires it now
};

/// One of the two places.
struct Side {
  std::string where;
  std::string kind;  ///< as inventory::name_of
  std::string product;
  std::string release;
  std::string created;          ///< as Manifest::created
  std::string manifest_sha256;  ///< empty: it has no manifest
  std::vector<std::string> warnings;
};

/// What clients of the first release run to get the second one, as the second one's upgrade guide says.
struct ClientCommands {
  struct Step {
    std::vector<std::string> about;  ///< what the guide says before the commands; untrusted text
    std::vector<std::string> lines;  ///< for a shell; untrusted text
  };
  std::vector<Step> steps;
  std::string unknown;  ///< why the commands are not known; empty: they are
};

/// A package that uses a library whose interface changed.
struct AbiUser {
  std::string package;                    ///< NEVRA
  std::vector<std::string> lost_symbols;  ///< undefined symbols of its files that the library lost
  std::string unknown;                    ///< why its symbols are not known; empty: they are
};

/// How the interface of a shared library changed that both places have under one soname.
struct AbiChange {
  std::string before;  ///< NEVRAs of the package
  std::string after;
  std::string soname;   ///< as rpm's Provides have it: "libx.so.1()(64bit)"
  std::string library;  ///< path of the file in the package after
  abi::Difference difference;
  /// Packages of the new place that require the soname. Only if the interface changed.
  std::vector<AbiUser> users = {};
};

/// Comparisons of the interfaces of shared libraries.
struct AbiChanges {
  std::vector<AbiChange> libraries;  ///< by verdict, package and path
  std::string unknown;               ///< why nothing could be compared; empty: it was
};

struct Changes {
  Side before;
  Side after;
  manifest::Diff diff;                  ///< of everything in the manifests
  std::vector<PackageChange> packages;  ///< by kind, section, name, EVR and architecture
  size_t unchanged = 0;
  /// Packages of the same NEVRA for which one side has no digest that the other has.
  std::vector<std::string> not_compared;
  std::vector<LostProvide> lost;            ///< only if details were asked for
  std::vector<OutsideRequirement> outside;  ///< only if details were asked for
  bool has_details = false;
  /// Why no details are known although they were asked for; empty: they are, or were not asked for.
  std::string no_details;
  /// What `dnf upgrade` does on the system that is the first place, with the repositories of the second one.
  std::optional<solve::SystemUpgrade> upgrade = {};
  /// Only if both places are releases of one product.
  std::optional<ClientCommands> commands = {};
  /// Only if it was asked for.
  std::optional<AbiChanges> abi = {};

  bool is_empty() const { return packages.empty(); }
  size_t count(PackageChange::Kind kind) const;
};

struct Options {
  bool details = true;
  unsigned jobs = 1;
  /// The commits between the sources of two packages that were made from git. Called once for all packages of
  /// one source package. Unset: only the ids of both commits are told.
  std::function<CommitRange(const manifest::Entry& before, const manifest::Entry& after)> commits = {};
};

/// Compares two places. Reads only packages whose bytes differ. Sections are compared only if the places have
/// a section in common: a system has no sections of a release.
Changes compare(const inventory::Inventory& before, const inventory::Inventory& after,
                const Options& options);

}  // namespace rpmworks::changes
