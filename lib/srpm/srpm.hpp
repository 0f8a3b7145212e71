// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/events.hpp"
#include "core/files.hpp"
#include "git/repository.hpp"
#include "rpm/spec.hpp"
#include "spec/bounds.hpp"
#include "store/store.hpp"

namespace rpmworks::srpm {

/// A good signature of a trusted key on a tag or commit.
struct Verified {
  std::string what;         ///< "tag" or "commit"
  std::string fingerprint;  ///< of the primary key
  int64_t time = 0;         ///< time of the signature, seconds since 1970
  std::string commit;       ///< id of the commit that was verified
};

/// The input for making a source RPM.
struct Request {
  std::string name;                  ///< of the package in repos.yaml, for messages; may be empty
  std::string ref;                   ///< "" means HEAD
  std::string spec;                  ///< path in the tree; "" to search for it
  std::string subdir;                ///< the packaged folder; "" for the whole tree
  std::optional<Verified> verified;  ///< set if the ref was verified; it must still resolve to that commit
  std::map<std::string, std::string> generated_sources;        ///< file name → content
  std::map<std::string, config::RemoteSource> remote_sources;  ///< file name → where to fetch it
  config::Recipe recipe;
  bool dirty = false;  ///< package the work tree's differences from HEAD, and mark the release
  config::ClientProfile client =
      config::ClientProfile::modern;  ///< the oldest clients that must be able to read the package
  rpm::Macros macros;                 ///< macros of the target: rpm::target_macros
  std::string target_name;            ///< for messages and keys
  std::string arch = "x86_64";
  /// rpm's payload macro for source packages. Their content is mostly archives, which are compressed already:
  /// compressing them again took four times as long as all the rest of rpm's work (370 against 78 ms for 52
  /// MB of sources) and saved nothing. Every rpm since EL5 reads uncompressed payloads.
  std::string payload = "w.ufdio";
  bool keep_archives = false;  ///< keep archives in the store: other targets are likely to need the same ones
  unsigned threads = 1;
  spec::Bounds bounds;
};

/// `text` as a message about the requested package: preceded by its name if it has one.
inline std::string about_package(const Request& request, const std::string& text) {
  return request.name.empty() ? text : request.name + ": " + text;
}

/// A repository, and the URL that its packages record as their origin.
struct Origin {
  const git::Repository& repository;  ///< must outlive this
  std::string url;                    ///< may contain credentials, which no package records
};

/// A source RPM and its origin.
struct Srpm {
  std::string name;  ///< of the package
  rpm::Nevra nevra;
  std::string file_name;
  std::string sha256;
  fs::path path;        ///< in the store
  std::string git_url;  ///< empty if made from a given .src.rpm
  std::string ref;
  std::string commit;
  bool dirty = false;  ///< contains uncommitted changes of the work tree
  std::optional<Verified> verified;
  int64_t commit_time = 0;  ///< SOURCE_DATE_EPOCH of everything made from it
  std::string spec;         ///< path of the spec in the tree
  rpm::SpecInfo info;
  std::vector<std::string> warnings;  ///< from rpm, and about files that were left out
  bool cached = false;                ///< found in the store, not made by this run
};

/// The folders used for making source packages.
struct Places {
  store::Store& store;
  fs::path tmp;
  fs::path cache;  ///< downloads and mirrors of submodules; may be deleted at any time
  fs::path fetched() const { return cache / "sources"; }  ///< single files, by digest: upstream::FileCache
};

/// Makes the source RPM of a commit, or returns it from the store. The spec is parsed, and rpmbuild -bs runs,
/// only in the sandbox. The bytes depend only on the commit, the request, rpm's version and its macro files;
/// downloads are identified by digest. Throws Error(invalid) if there is no spec, if several specs are
/// equally near (lists all), if the spec does not parse, if a source is missing or if the ref is unknown;
/// Error(upstream) if a download fails; Error(trust) if a download has another digest.
Srpm make(const Origin& origin, const Request& request, const Places& places, Reporter& reporter);

/// Same, for several packages of one repository, in the given order. Shared data is read once.
std::vector<Srpm> make_all(const Origin& origin, const std::vector<Request>& requests, const Places& places,
                           Reporter& reporter);

/// A source RPM that somebody else made, and how its spec is read.
struct Given {
  std::string name;  ///< of the package in repos.yaml; empty: that of the source RPM
  fs::path file;
  std::string sha256;  ///< which the file must have; empty: any
  rpm::Macros macros;  ///< the target's: rpm::target_macros
  std::string arch = "x86_64";
  spec::Bounds bounds;
};

/// Adds a source RPM that was made elsewhere to the store, unaltered: checks its digest if one is given, and
/// reads the package and its spec in the sandbox. If the spec does not parse with this machine's macros,
/// `info` is filled from the header, with a warning that explains why. Throws Error(trust) if the checksum
/// differs, Error(invalid) if it is not a source package.
Srpm adopt(const Given& given, store::Store& store, const fs::path& tmp);

/// Selects packages of a repository that has several specs.
struct SpecChoice {
  std::vector<std::string> paths;  ///< of specs
  std::vector<std::string> names;  ///< of packages: NAME means NAME.spec in any folder
  std::string
      folder;  ///< preferred folder, as a path from the root: its specs come first. Not named by the user
  bool own_folder = false;  ///< each package is the folder of its spec, not the request's
};

/// Turns a request without a spec into one request per selected spec. If none is selected: one per nearest
/// spec of the tree, or of `folder` if it has any. Tells the reporter about specs farther away. Throws
/// Error(invalid) if there is no spec, or none of a selected name.
std::vector<Request> requests_per_spec(const git::Repository& repository, const Request& request,
                                       const SpecChoice& choice, Reporter& reporter);

/// The specs of a tree, nearest first: in the root, rpm/, packaging/, dist/, .packaging/, then by depth and
/// name.
std::vector<std::string> find_specs(const std::vector<git::TreeEntry>& tree);

}  // namespace rpmworks::srpm
