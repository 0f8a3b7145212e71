// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/files.hpp"

namespace rpmworks::config {

/// A value and where it was written, so that what is found wrong later can still be shown in its place.
template <typename T>
struct Located {
  T value{};
  SourcePosition where;
  const T& operator*() const { return value; }
  const T* operator->() const { return &value; }
};

/// `keys.NAME`
struct Key {
  std::string name;
  std::string fingerprint;  ///< full, upper case; may be empty when `public_key` or `homedir` is given
  fs::path homedir;         ///< GnuPG home that holds the secret key; empty: the user's own
  fs::path public_key;      ///< ASCII-armoured file; empty: exported from the homedir
  SourcePosition where;
};

/// `upstreams.NAME`: somebody's RPM repository.
struct Upstream {
  std::string name;
  std::string baseurl;                      ///< file:// or http(s)://; relative ones made absolute
  std::string mirrorlist;                   ///< instead of baseurl
  std::vector<Located<std::string>> trust;  ///< names of keys; never empty
  SourcePosition where;
};

enum class ClientProfile { el6, el7, modern };

/// `targets.NAME.mock`: how mock is driven.
struct Mock {
  std::string root;  ///< the user's own configuration, as mock's option -r takes it; empty: one is written
  std::vector<std::string> options;        ///< further ones of mock, one word each
  std::string package_manager;             ///< empty: what suits the client profile
  std::string isolation;                   ///< likewise
  bool bootstrap = false;                  ///< a first root whose own package manager installs the second
  unsigned retries = 2;                    ///< of what fails for the network's or the machine's sake
  std::chrono::seconds retry_wait{5};      ///< before the first of them; each further one waits twice as long
  std::chrono::seconds timeout{6 * 3600};  ///< of one attempt
};

/// What kept results of compilers may take where `ccache: true` says no more.
inline constexpr uint64_t k_usual_ccache = uint64_t{5} << 30;

/// `limits` of a target or a package: what one build may take at most. What is not said has a default.
struct Limits {
  std::optional<uint64_t> memory;  ///< bytes
  std::optional<unsigned> processes;
  std::optional<std::chrono::seconds> time;
  std::optional<uint64_t> disk;  ///< bytes
  /// These, and those of `others` where these say nothing.
  Limits over(const Limits& others) const;
  bool operator==(const Limits&) const = default;
};

/// How repos.yaml says that a package is built.
struct Building {
  Limits limits;
  bool network = false;        ///< the build may use the machine's network
  bool check = true;           ///< %check is run
  std::optional<bool> ccache;  ///< results of compilers are kept; nothing: as the target has it
  std::optional<bool> tmpfs;   ///< it works in memory; nothing: as the target has it
  bool operator==(const Building&) const = default;
};

/// `slurm` and `targets.NAME.slurm`: how builds are handed to a Slurm cluster. Empty: as the cluster has it.
struct Slurm {
  std::string partition;
  std::string account;
  std::string constraint;
  std::string memory;                ///< of one build: "4G"
  std::string time;                  ///< the longest of one build: "1:30:00"
  unsigned cpus = 1;                 ///< of one build
  unsigned max_jobs = 100;           ///< in the queue and running, at a time
  std::vector<std::string> options;  ///< further ones of sbatch, one word each
};

/// `targets.NAME`: what packages are built for.
struct Target {
  std::string name;
  std::string arch;  ///< "x86_64"
  std::string dist;  ///< ".el6"
  ClientProfile client = ClientProfile::modern;
  std::vector<Located<std::string>> repos;  ///< names of upstreams
  std::vector<std::string> install;         ///< what the base root holds beside rpm-build
  std::map<std::string, std::string> macros;
  std::string engine = "auto";
  Mock mock;
  Limits limits;
  std::optional<uint64_t> ccache;  ///< bytes that kept results of compilers may take; nothing: none are kept
  std::optional<bool> tmpfs;       ///< builds work in memory where it allows; unset: the default
  std::string executor = "local";  ///< "local": builds run on this machine; "slurm": on a cluster
  Slurm slurm;
  SourcePosition where;
};

/// A source that is fetched: `packages.NAME.sources.FILE: { url: …, sha256: … }`
struct RemoteSource {
  std::string url;  ///< http(s):// or file://
  std::string sha256;
  SourcePosition where;  ///< of the sha256
};

/// How a source package is made of a git tree: what repos.yaml and the command line may say of it.
struct Recipe {
  enum class VersionFrom { spec, tag };
  enum class Changelog {
    spec,    ///< as the spec has it
    commit,  ///< one entry more, which names the commit
    commits  ///< one entry more, with the commits since the last tag
  };
  enum class Rules { automatic, always, never };

  VersionFrom version = VersionFrom::spec;
  std::string tag_pattern;  ///< of release tags, with {version} and perhaps {name}; empty: the usual ones
  bool snapshot = false;    ///< a commit after a tag gets a version of its own, between that tag and the next
  std::string release;      ///< stands in for the spec's Release, macros allowed; empty: as the spec says
  Changelog changelog = Changelog::spec;
  std::vector<std::string> changelog_skip;  ///< regular expressions (ECMAScript) of subjects to leave out
  std::string upstream;           ///< the tag whose tree is Source0; what was committed since becomes patches
  Rules gear = Rules::automatic;  ///< whether the rules of GEAR are followed where the tree has some
  std::string lookaside;          ///< where the files of a dist-git `sources` file are
  std::string lfs;                ///< the git LFS server; empty: the one that the repository implies
  bool submodules = true;         ///< go into the archive of the tree; else their folders are empty
  bool operator==(const Recipe&) const = default;
};

/// Throws Error(invalid), which says how it is written, for a tag-pattern without exactly one {version}.
/// `what` names where it stands.
void require_tag_pattern(const std::string& text, const std::string& what);
/// Likewise for a Release that a spec could not have.
void require_release(const std::string& text, const std::string& what);

/// `packages.NAME.bootstrap`: how a bootstrap build of a package differs from its full build. It breaks a cycle
/// of packages that build-require each other.
struct Bootstrap {
  std::vector<std::string> with;     ///< conditions (%bcond) that are on
  std::vector<std::string> without;  ///< conditions that are off
  std::map<std::string, std::string> macros;
  /// All of it as macros: rpmbuild's `--with x` is the macro _with_x. Empty: the package has no bootstrap build.
  std::map<std::string, std::string> all_macros() const;
  bool operator==(const Bootstrap&) const = default;
};

/// `packages.NAME`
struct PackageSource {
  std::string name;
  std::string git;     ///< URL or absolute path; empty when `srpm` is given
  std::string ref;     ///< branch, tag or commit; empty: HEAD
  std::string spec;    ///< path in the tree; empty: found
  std::string subdir;  ///< the folder of the tree that is packaged; empty: all of it
  std::map<std::string, std::string> generated_sources;  ///< file name → content
  std::map<std::string, RemoteSource> remote_sources;    ///< file name → where it is fetched
  Recipe recipe;
  enum class Verify { nothing, tag, commit };
  Verify verify = Verify::nothing;          ///< what must be signed
  std::vector<Located<std::string>> trust;  ///< names of the keys that may have signed it
  std::string srpm;                         ///< path or URL of a source package
  std::string sha256;                       ///< of `srpm`; required for URLs
  std::string section;                      ///< empty: the first `from: builds` section
  std::vector<std::string> targets;         ///< empty: all
  Bootstrap bootstrap;
  Building building;
  std::string submodule;  ///< its path in the superproject that `where` names; empty: of `packages`
  SourcePosition where;
};

/// An entry of `superprojects`: each submodule of a git repository is a package at its recorded commit.
struct Superproject {
  std::string git;
  std::string ref;
  std::string under;     ///< only submodules below this folder; empty: all
  std::string url_base;  ///< what relative URLs of submodules count from; empty: `git`
  Recipe::Rules gear = Recipe::Rules::automatic;  ///< of each of its packages
  /// Patterns of submodules, as in .gitignore: by name, or with a '/' by the path from the root or from
  /// `under`.
  std::vector<Located<std::string>> only;    ///< empty: all
  std::vector<Located<std::string>> except;  ///< of these, that are no packages
  SourcePosition where;
};

/// `release.sections.PATH`
struct Section {
  enum class From { builds, srpms, upstream };
  std::string path;
  From from = From::builds;
  std::string of;        ///< from: srpms: the section whose source packages go here; empty: all builds
  std::string upstream;  ///< from: upstream
  std::string select;    ///< from: upstream: "closure"
  std::string sign;      ///< name of a key; empty only for upstream
  SourcePosition where;
};

/// The target with these macros added; they replace its own macros of the same names.
Target with_macros(Target target, const std::map<std::string, std::string>& macros);

/// repos.yaml, validated: every reference in it resolves. Nobody changes it after it is loaded: what differs
/// from the file, such as an option of the command line, makes a new value.
struct Config {
  fs::path file;       ///< absolute; empty for the configuration that stands in where there is no repos.yaml
  std::string sha256;  ///< of the file's bytes
  std::string product;
  std::map<std::string, Key> keys;
  std::map<std::string, Upstream> upstreams;
  std::map<std::string, Target> targets;
  std::map<std::string, PackageSource> packages;
  std::vector<Superproject> superprojects;  ///< srpm::with_superprojects makes packages of them
  std::vector<std::string> base;            ///< release.base
  std::vector<Section> sections;            ///< in the order written
  /// `release.baseurl`: where clients will find the releases, for <product>.repo; empty: /srv/<product>.
  std::string baseurl;

  /// The names of the targets to choose from: those that the file defines, or the built-in one.
  std::vector<std::string> target_names() const;
  /// The target named, or the only one when `name` is empty. Throws Error(invalid|usage) with the names there
  /// are.
  const Target& target(const std::string& name = {}) const;
  /// The section a package goes to.
  const Section& section_of(const PackageSource& package) const;
  /// The same configuration with another engine and executor for one target. An empty name keeps the target's
  /// own.
  Config with_engine(const std::string& target, const std::string& engine, const std::string& executor) const;
};

/// The id of a section's repository in <product>.repo: the product and the parts of its path, without
/// variables, joined by "-".
std::string repository_id(const std::string& product, const std::string& section);

/// The embedded default: the repository that tools/hostbase makes out of the machine's own Debian release. It
/// is known to every configuration under the name "hostbase", as a key, an upstream and a target.
struct Hostbase {
  static constexpr const char* k_name = "hostbase";
  fs::path folder;  ///< where it is kept: the repository itself, its key as RPM-GPG-KEY-hostbase
};

/// What a base root of the hostbase holds beside rpm-build when a target does not say.
const std::vector<std::string>& hostbase_install();

/// Reads and validates repos.yaml. Throws Error(invalid) with file:line:column for the first thing wrong:
/// YAML syntax, an unknown key ("did you mean"), a missing or wrongly typed value, a name that refers to
/// nothing.
Config load(const fs::path& file, const Hostbase& hostbase);

/// As load, with the text of `file` already at hand.
Config parse(const std::string& yaml, const fs::path& file, const Hostbase& hostbase);

/// The configuration used where there is no repos.yaml: the hostbase target and nothing to release.
Config standalone(const Hostbase& hostbase);

}  // namespace rpmworks::config
