// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: owners of librpm's objects.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "rpm/package.hpp"

// librpm's internal names of Header, rpmts, FD_t, rpmKeyring, pgpDigParams and DIGEST_CTX.
struct headerToken_s;
struct rpmts_s;
struct _FD_s;
struct rpmKeyring_s;
struct pgpDigParams_s;
struct DIGEST_CTX_s;

namespace rpmworks::rpm {

class MessageCapture;

struct Free {
  void operator()(rpmts_s* handle) const;
  void operator()(headerToken_s* handle) const;
  void operator()(_FD_s* handle) const;
  void operator()(rpmKeyring_s* handle) const;
  void operator()(pgpDigParams_s* handle) const;
};
using Transaction = std::unique_ptr<rpmts_s, Free>;
using HeaderHandle = std::unique_ptr<headerToken_s, Free>;
using Stream = std::unique_ptr<_FD_s, Free>;
using KeyringHandle = std::unique_ptr<rpmKeyring_s, Free>;
using PacketHandle = std::unique_ptr<pgpDigParams_s, Free>;

/// Whether `key` made `signature` over the data in `context`, which stays usable.
bool is_made_by(pgpDigParams_s* key, pgpDigParams_s* signature, DIGEST_CTX_s* context);

/// A transaction set that knows only the keys of `keyring` (none if null) and never opens an rpm database.
Transaction new_transaction(rpmKeyring_s* keyring);

/// Opens a package file; null on failure.
Stream open_package(const fs::path& file);

/// Reads a package's header without checking digests or signatures; null on failure.
HeaderHandle read_header(const fs::path& file);

/// As read_header, but throws Error(invalid) with the messages of librpm if the file is not a package.
HeaderHandle require_header(const fs::path& file, const MessageCapture& capture);

/// The data of the header of `file`.
Package package_of(headerToken_s* header, const fs::path& file);

struct Contents;
/// The same, with its files.
Contents contents_of(headerToken_s* header, const fs::path& file);

/// The first string of a tag, untranslated; empty if the header lacks the tag.
std::string text_of(headerToken_s* header, int tag);

/// All strings of a tag, including tags that librpm computes (RPMTAG_PROVIDENEVRS); empty if there are none.
std::vector<std::string> texts_of(headerToken_s* header, int tag);

/// The tags of one kind of dependencies: RPMTAG_REQUIRENAME and so on.
struct RelationTags {
  int name;
  int version;
  int flags;
};
/// The dependencies of a kind as rpm prints them: "name op evr".
std::vector<std::string> relations_of(headerToken_s* header, const RelationTags& tags);

/// The requirements of a package (for a source package, its BuildRequires) as "name op evr", except the
/// features that rpm itself needs to read the package.
std::vector<std::string> requirements_of(headerToken_s* header);

Evr evr_of(headerToken_s* header);

/// A package's NEVRA. The architecture is "src" if the header identifies a source package.
Nevra nevra_of(headerToken_s* header);

/// The OpenPGP signatures in the header of `file`, not verified: first those over the header, then those over
/// header and payload, which exist for old clients. Includes signatures that librpm cannot read.
std::vector<Signature> signatures_of(headerToken_s* header, const fs::path& file);

}  // namespace rpmworks::rpm
