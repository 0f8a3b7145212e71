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

/// Whose signature on a tag or commit was found to be good and trusted.
struct Verified {
  std::string what;         ///< "tag" or "commit"
  std::string fingerprint;  ///< of the primary key
  int64_t time = 0;         ///< when it was signed, seconds since 1970
  std::string commit;       ///< the id that this holds for
};

/// What is to be made into a source RPM.
struct Request {
  std::string name;                  ///< of the package in repos.yaml, for messages; may be empty
  std::string ref;                   ///< "" is HEAD
  std::string spec;                  ///< path in the tree; "" to find it
  std::string subdir;                ///< the folder that is packaged; "" for all
  std::optional<Verified> verified;  ///< the ref was verified, and must still be that commit
  std::map<std::string, std::string> generated_sources;        ///< file name → content
  std::map<std::string, config::RemoteSource> remote_sources;  ///< file name → where it is fetched
  config::Recipe recipe;
  bool dirty = false;  ///< what differs from HEAD in the work tree is packaged, and the release says so
  config::ClientProfile client = config::ClientProfile::modern;  ///< who must be able to read the package
  rpm::Macros macros;                                            ///< the target's: rpm::target_macros
  std::string target_name;                                       ///< for messages and keys
  std::string arch = "x86_64";
  /// rpm's payload macro for source packages. Its content is archives that are compressed already: doing that
  /// again took four times as long as all the rest of rpm's work (370 against 78 ms for 52 MB of sources) and
  /// saved nothing. Uncompressed payloads are read by every rpm since EL5's.
  std::string payload = "w.ufdio";
  bool keep_archives = false;  ///< in the store: other targets are likely to want the same of this commit
  unsigned threads = 1;
  spec::SpecBounds bounds;
};

/// A source RPM and where it came from.
struct Srpm {
  std::string name;  ///< of the package
  rpm::Nevra nevra;
  std::string file_name;
  std::string sha256;
  fs::path path;        ///< in the store
  std::string git_url;  ///< empty when made from a given .src.rpm
  std::string ref;
  std::string commit;
  bool dirty = false;  ///< it holds what differed from the commit in the work tree
  std::optional<Verified> verified;
  int64_t commit_time = 0;  ///< SOURCE_DATE_EPOCH of everything made from it
  std::string spec;         ///< its path in the tree
  rpm::SpecInfo info;
  std::vector<std::string> warnings;  ///< what was told while it was made: by rpm, and what was left out
  bool cached = false;                ///< found in the store, not made now
};

/// Where making source packages keeps its things.
struct Places {
  store::Store& store;
  fs::path tmp;
  fs::path cache;  ///< of downloads and of the mirrors of submodules; may be deleted at any time
  fs::path fetched() const { return cache / "sources"; }  ///< single files, by digest: upstream::FileCache
};

/// Makes the source RPM of a commit, or finds it in the store. The spec is parsed and rpmbuild -bs runs only
/// in the sandbox. The bytes depend on the commit, the request, rpm's version and its macro files alone; what
/// is fetched is known by its digest. Throws Error(invalid): no spec, several specs of equal nearness (all
/// listed), a spec that does not parse, a source that nothing provides, an unknown ref; Error(upstream) when
/// something cannot be fetched, Error(trust) when it is something else.
Srpm make(const git::Repository& repository, const std::string& url, const Request& request,
          const Places& places, Reporter& reporter);

/// As make, for several packages of one repository, in the order asked for: what they share is read once.
std::vector<Srpm> make_all(const git::Repository& repository, const std::string& url,
                           const std::vector<Request>& requests, const Places& places, Reporter& reporter);

/// Takes a source RPM that somebody else made: checks `sha256` when given, reads it and its spec in the
/// sandbox, puts it into the store unaltered. When its spec does not parse with this machine's macros, `info`
/// holds what its header says and a warning that tells why. Throws Error(trust) when the checksum is another,
/// Error(invalid) when it is no source package.
Srpm adopt(const std::string& name, const fs::path& file, const std::string& sha256,
           const rpm::Macros& macros, const std::string& arch, store::Store& store, const fs::path& tmp,
           const spec::SpecBounds& bounds = {});

/// Which packages of a repository that holds several are meant.
struct SpecChoice {
  std::vector<std::string> paths;  ///< of specs
  std::vector<std::string> names;  ///< of packages: NAME is NAME.spec, wherever it is
  std::string folder;       ///< named by nobody, but asked for, as a path from the root: its specs come first
  bool own_folder = false;  ///< each packages the folder of its spec instead of the request's
};

/// A request that names no spec as one for each spec that is chosen; when none is named, for each of the
/// nearest of its tree, or of the folder that is asked for when it has any. When there are others farther
/// away, the reporter is told. Throws Error(invalid) when there is no spec, or none of a name.
std::vector<Request> one_for_each_spec(const git::Repository& repository, const Request& request,
                                       const SpecChoice& choice, Reporter& reporter);

/// Specs of a tree in order of nearness: root, rpm/, packaging/, dist/, .packaging/, then by depth and name.
std::vector<std::string> find_specs(const std::vector<git::TreeEntry>& tree);

}  // namespace rpmworks::srpm
