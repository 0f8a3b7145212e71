// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "clients/profile.hpp"
#include "core/error.hpp"
#include "core/files.hpp"

namespace rpmworks::config {

/// A value with its position in the file, for errors that are found later.
template <typename T>
struct Located {
  T value{};
  SourcePosition where;
  const T& operator*() const { return value; }
  const T* operator->() const { return &value; }
};

/// `keys.NAME.expired`: the rule for signatures by a key that has expired.
enum class ExpiredKey {
  refuse,
  signed_before,  ///< accept signatures made before the key expired
  ignore          ///< accept all signatures
};

/// `keys.NAME`
struct Key {
  std::string name;
  std::string fingerprint;  ///< full, upper case; may be empty if `public_key` or `homedir` is set
  fs::path homedir;         ///< GnuPG home with the secret key; empty: the user's own
  fs::path public_key;      ///< ASCII-armoured file; empty: exported from the homedir
  /// A program and its arguments that make signatures; empty: GnuPG does. A program with a slash is absolute.
  std::vector<std::string> command;
  std::chrono::seconds timeout{300};  ///< for one signature by `command`; a person may have to confirm it
  ExpiredKey expired = ExpiredKey::refuse;
  bool sha1 = false;  ///< `digests: sha1`: also accept signatures over SHA-1
  SourcePosition where;
};

/// `upstreams.NAME`: an external RPM repository.
struct Upstream {
  std::string name;
  std::string baseurl;                      ///< file:// or http(s)://; relative ones are made absolute
  std::string mirrorlist;                   ///< instead of baseurl
  bool is_relative = false;                 ///< repos.yaml has a path relative to its own folder
  std::vector<Located<std::string>> trust;  ///< names of keys; never empty
  bool signed_repomd = false;               ///< `repomd: signed`: repomd.xml.asc is required and verified
  bool sha1 = false;                        ///< `digests: sha1`: also accept metadata with SHA-1 checksums
  SourcePosition where;
};

/// A stream of a module: `nodejs:18`, as in modules.yaml of a repository.
struct ModuleStream {
  std::string module;
  std::string stream;
  SourcePosition where;

  std::string str() const { return module + ":" + stream; }
};

using ClientProfile = clients::Client;

/// `targets.NAME.mock`: settings for mock.
struct Mock {
  std::string root;  ///< the user's own configuration, as for mock's option -r; empty: rpmworks writes one
  std::vector<std::string> options;    ///< more options for mock, one word each
  std::string package_manager;         ///< empty: depends on the client profile
  std::string isolation;               ///< empty: depends on the client profile
  bool bootstrap = false;              ///< use a bootstrap root whose package manager installs the build root
  unsigned retries = 2;                ///< for failures of the network or the machine
  std::chrono::seconds retry_wait{5};  ///< before the first retry; doubled for each further one
  std::chrono::seconds timeout{6 * 3600};  ///< per attempt
};

/// Maximum size of the compiler cache for `ccache: true`.
inline constexpr uint64_t k_usual_ccache = uint64_t{5} << 30;

/// `limits` of a target or a package: limits for one build. Unset ones have a default.
struct Limits {
  std::optional<uint64_t> memory;  ///< bytes
  std::optional<unsigned> processes;
  std::optional<std::chrono::seconds> time;
  std::optional<uint64_t> disk;  ///< bytes
  /// These limits, completed from `others`.
  Limits over(const Limits& others) const;
  bool operator==(const Limits&) const = default;
};

/// Build settings of a package.
struct Building {
  Limits limits;
  bool network = false;        ///< the build may access the network
  bool check = true;           ///< run %check
  std::optional<bool> ccache;  ///< use the compiler cache; unset: as the target
  std::optional<bool> tmpfs;   ///< build in memory; unset: as the target
  bool operator==(const Building&) const = default;
};

/// `slurm` and `targets.NAME.slurm`: settings for jobs on a Slurm cluster. Empty: the cluster's default.
struct Slurm {
  std::string partition;
  std::string account;
  std::string constraint;
  std::string memory;                ///< per build: "4G"
  std::string time;                  ///< time limit per build: "1:30:00"
  unsigned cpus = 1;                 ///< per build
  unsigned max_jobs = 100;           ///< maximum of queued and running jobs
  std::vector<std::string> options;  ///< more options for sbatch, one word each
};

/// `targets.NAME`: a system that packages are built for.
struct Target {
  std::string name;
  std::string arch;  ///< "x86_64"
  std::string dist;  ///< ".el6"
  ClientProfile client = ClientProfile::modern;
  std::vector<ModuleStream> modules;        ///< streams that its clients enabled, one of a module
  std::vector<Located<std::string>> repos;  ///< names of upstreams
  std::vector<std::string> install;         ///< packages of the base root besides rpm-build
  std::map<std::string, std::string> macros;
  std::string engine = "auto";
  Mock mock;
  Limits limits;
  std::optional<uint64_t> ccache;  ///< maximum size of the compiler cache in bytes; unset: no cache
  std::optional<bool> tmpfs;       ///< build in memory if there is enough; unset: the default
  std::string executor = "local";  ///< "local": build on this machine; "slurm": on a cluster
  Slurm slurm;
  SourcePosition where;
};

/// A source that is downloaded: `packages.NAME.sources.FILE: { url: …, sha256: … }`
struct RemoteSource {
  std::string url;  ///< http(s):// or file://
  std::string sha256;
  SourcePosition where;  ///< of the sha256
};

/// How to make a source package from a git tree, from repos.yaml and the command line.
struct Recipe {
  enum class VersionFrom { spec, tag };
  enum class Changelog {
    spec,    ///< the spec's changelog
    commit,  ///< one more entry, which names the commit
    commits  ///< one more entry, with the commits since the last tag
  };
  enum class Rules { automatic, always, never };

  VersionFrom version = VersionFrom::spec;
  std::string
      tag_pattern;  ///< form of release tags, with {version} and optionally {name}; empty: the usual forms
  bool snapshot = false;  ///< a commit after a tag gets its own version, between that tag and the next
  std::string release;    ///< replaces the spec's Release; may contain macros; empty: the spec's
  Changelog changelog = Changelog::spec;
  std::vector<std::string> changelog_skip;  ///< regular expressions for commit subjects to skip
  std::string upstream;           ///< the tag whose tree becomes Source0; later commits become patches
  Rules gear = Rules::automatic;  ///< whether to follow GEAR rules if the tree has some
  std::string lookaside;          ///< URL of the lookaside cache with the files of a dist-git `sources` file
  std::string lfs;                ///< the git LFS server; empty: the one implied by the repository
  bool submodules = true;         ///< include submodules in the archive; else their folders are empty
  bool operator==(const Recipe&) const = default;
};

/// Throws Error(invalid) with an explanation if a tag-pattern does not contain exactly one {version}. `what`
/// names the setting.
void require_tag_pattern(const std::string& text, const std::string& what);
/// Throws Error(invalid) for text that is not a valid Release.
void require_release(const std::string& text, const std::string& what);

/// `packages.NAME.bootstrap`: how a bootstrap build of a package differs from its full build. It breaks a
/// cycle of packages that build-require each other.
struct Bootstrap {
  std::vector<std::string> with;     ///< conditions (%bcond) to enable
  std::vector<std::string> without;  ///< conditions to disable
  std::map<std::string, std::string> macros;
  /// All of it as macros: rpmbuild's `--with x` is the macro _with_x. Empty: the package has no bootstrap
  /// build.
  std::map<std::string, std::string> all_macros() const;
  bool operator==(const Bootstrap&) const = default;
};

/// `packages.NAME`
struct PackageSource {
  std::string name;
  std::string git;     ///< URL or absolute path; empty if `srpm` is set
  std::string ref;     ///< branch, tag or commit; empty: HEAD
  std::string spec;    ///< path in the tree; empty: search for it
  std::string subdir;  ///< the packaged folder of the tree; empty: the whole tree
  std::map<std::string, std::string> generated_sources;  ///< file name → content
  std::map<std::string, RemoteSource> remote_sources;    ///< file name → where to fetch it
  Recipe recipe;
  enum class Verify { nothing, tag, commit };
  Verify verify = Verify::nothing;          ///< what must be signed
  std::vector<Located<std::string>> trust;  ///< names of the keys that are accepted for the signature
  std::string srpm;                         ///< path or URL of a source package
  std::string sha256;                       ///< of `srpm`; required for URLs
  std::string section;                      ///< empty: the first `from: builds` section
  std::vector<std::string> more_sections;   ///< besides `section`, for other targets
  std::vector<std::string> targets;         ///< empty: all
  Bootstrap bootstrap;
  Building building;
  std::string submodule;  ///< path in the superproject at `where`; empty for an entry of `packages`
  SourcePosition where;

  /// Whether its packages may go to the section with this path.
  bool may_go_to(const std::string& path) const;
};

/// An entry of `superprojects`: each submodule of a git repository becomes a package at its recorded commit.
struct Superproject {
  std::string git;
  std::string ref;
  std::string under;                              ///< only submodules below this folder; empty: all
  std::string url_base;                           ///< base of relative URLs of submodules; empty: `git`
  Recipe::Rules gear = Recipe::Rules::automatic;  ///< for each of its packages
  /// Patterns for submodules, as in .gitignore: a name, or with a '/' a path from the root or from `under`.
  std::vector<Located<std::string>> only;    ///< empty: all
  std::vector<Located<std::string>> except;  ///< submodules that are not packages
  SourcePosition where;
};

/// Which packages of its upstream a section contains.
struct Selection {
  enum class Take {
    closure,  ///< what the release requires and its base lacks
    list,     ///< only `packages`
    all
  };
  Take take = Take::closure;
  /// Packages that are always taken: names, NEVRAs or patterns; the members of `release.sets` for "@NAME".
  std::vector<Located<std::string>> packages;
  std::vector<Located<std::string>> exclude;        ///< packages that are never taken
  std::vector<Located<std::string>> prefer;         ///< names to choose when several packages would serve
  std::map<std::string, Located<std::string>> pin;  ///< package name → its EVR
  bool weak = false;                                ///< also take what the packages recommend
};

/// An entry of `release.base`: what clients have before they install the release.
struct BaseSource {
  enum class Kind { upstream, rpmdb, root, manifest };
  Kind kind = Kind::upstream;
  std::string upstream;  ///< its name
  fs::path path;         ///< of the rpm database, the root or the manifest
  std::string target;    ///< whose clients have it; empty: those of all targets
  SourcePosition where;
};

/// `release.sections.PATH`
/// Metadata of a section besides that of its packages.
struct SectionMetadata {
  std::optional<Located<fs::path>> comps;                  ///< a file with groups of packages: comps.xml
  std::optional<Located<fs::path>> advisories;             ///< a file that config::read_advisories reads
  bool trailers = false;                                   ///< also advisories from the trailers of commits
  std::vector<Located<std::string>> ignored_commits = {};  ///< full ids; their trailers do not count
  bool zchunk = false;                                     ///< also write zchunk files
  bool vendor_modules = false;     ///< from: upstream: the upstream's modules, reduced to the packages
  bool vendor_advisories = false;  ///< from: upstream: the upstream's advisories, reduced to the packages
};

struct Section {
  enum class From { builds, srpms, upstream };
  std::string path;
  From from = From::builds;
  std::string of;  ///< from: srpms: the section whose source packages are placed here; empty: all builds
  std::string upstream;                ///< from: upstream
  Selection selection;                 ///< from: upstream
  std::string sign;                    ///< name of a key; empty only for `from: upstream`
  std::vector<std::string> also_sign;  ///< names of further keys, which sign its packages too
  std::string target;  ///< that its packages are for; empty: of a release for one target that one
  /// Besides `target`, if the path contains `$basearch`: targets of other architectures.
  std::vector<std::string> more_targets;
  SourcePosition where;
  SectionMetadata metadata = {};

  /// Whether packages of the target may be in it.
  bool is_for(const std::string& name) const;
};

/// An entry of `release.waivers`: a finding of a gate that the team accepts.
struct Waiver {
  std::string gate;
  std::string finding;  ///< the exact id of the finding
  std::string reason;
  std::string owner;    ///< who accepts it
  std::string expires;  ///< the last day on which it is valid, in UTC: "2027-03-31"
  SourcePosition where;
};

/// The names of the gates whose findings can be waived, sorted; gates/gates.hpp describes the gates.
const std::vector<std::string>& waivable_gates();
/// The names of the other gates: a release that fails them is damaged or not trustworthy.
const std::vector<std::string>& strict_gates();

/// The target with these macros added; they replace its own macros of the same names.
Target with_macros(Target target, const std::map<std::string, std::string>& macros);

/// The target with another engine and executor; an empty name keeps the target's own.
Target with_engine(Target target, const std::string& engine, const std::string& executor);

/// `supplier`: who supplies the product, for those who ask what is in a release. All may be empty.
struct Supplier {
  std::string name;
  std::string url;
  std::string contact;  ///< an e-mail address or a URL
};

/// repos.yaml, validated: every reference in it resolves. It is not changed after it is loaded: options of
/// the command line make a new value, such as a Target that with_engine returns.
struct Config {
  fs::path file;       ///< absolute; empty if there is no repos.yaml
  std::string sha256;  ///< of the file's bytes
  std::string product;
  Supplier supplier;
  std::map<std::string, Key> keys;
  std::map<std::string, Upstream> upstreams;
  std::map<std::string, Target> targets;
  std::map<std::string, PackageSource> packages;
  std::vector<Superproject> superprojects;            ///< srpm::with_superprojects makes packages of them
  std::vector<BaseSource> base;                       ///< release.base
  std::vector<Located<std::string>> assume_provides;  ///< release.assume-provides
  std::vector<Located<std::string>> release_targets;  ///< release.targets; empty: all
  std::vector<Section> sections;                      ///< in the order written
  /// `release.next-keys`: keys that sign nothing yet, and are shipped so that clients have them before their
  /// first use.
  std::vector<Located<std::string>> next_keys;
  std::vector<Located<std::string>> unused_sets;       ///< names in release.sets that no section refers to
  std::vector<Located<std::string>> unused_keys;       ///< names in `keys` that nothing refers to
  std::vector<Located<std::string>> unused_upstreams;  ///< names in `upstreams` that nothing refers to
  std::vector<Waiver> waivers;                         ///< release.waivers, in the order written
  /// release.gates.licenses: the licences that packages may have; empty: any
  std::vector<Located<std::string>> allowed_licenses;
  /// `release.baseurl`: the address of the releases for clients, written into <product>.repo; empty:
  /// /srv/<product>.
  std::string baseurl;
  /// `release.metadata-expire`: after this time, clients look for new metadata.
  std::chrono::seconds metadata_expire{6 * 3600};
  std::vector<Located<std::string>> kept_releases;  ///< release.keep: releases that are never pruned

  /// The targets that the file defines, or the built-in one if it defines none.
  std::vector<std::string> target_names() const;
  /// The target `name`, or the only target if `name` is empty. Throws Error(usage) with the known targets.
  const Target& target(const std::string& name = {}) const;
  /// The section of a package that is built for `target`; of any target if `target` is empty. Throws
  /// Error(invalid) if there is none.
  const Section& section_of(const PackageSource& package, const std::string& target = {}) const;
};

/// The id of a section's repository in <product>.repo: the product and the components of the path, except
/// variables, joined by
/// "-".
std::string repository_id(const std::string& product, const std::string& section);

/// The built-in default: the repository that tools/hostbase makes from the machine's own Debian release.
/// Every configuration knows it as "hostbase": a key, an upstream and a target.
struct Hostbase {
  static constexpr const char* k_name = "hostbase";
  fs::path folder;  ///< contains the repository, and its key as RPM-GPG-KEY-hostbase
};

/// Packages of a hostbase base root besides rpm-build, if the target does not list any.
const std::vector<std::string>& hostbase_install();

/// Reads and validates repos.yaml. Throws Error(invalid) with file:line:column for the first error: YAML
/// syntax, an unknown key
/// ("did you mean"), a missing value or one of the wrong type, an unknown name.
Config load(const fs::path& file, const Hostbase& hostbase);

/// Same, with the text of `file`.
Config parse(const std::string& yaml, const fs::path& file, const Hostbase& hostbase);

/// The configuration if there is no repos.yaml: the hostbase target and no release.
Config standalone(const Hostbase& hostbase);

}  // namespace rpmworks::config
