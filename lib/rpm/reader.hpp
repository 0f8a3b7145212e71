// SPDX-License-Identifier: GPL-3.0-or-later
// For this module's own .cpp files: librpm's objects, owned.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "rpm/package.hpp"

// librpm's own names of what it calls Header, rpmts, FD_t, rpmKeyring, rpmPubkey and pgpDigParams.
struct headerToken_s;
struct rpmts_s;
struct _FD_s;
struct rpmKeyring_s;
struct rpmPubkey_s;
struct pgpDigParams_s;

namespace rpmworks::rpm {

struct Free {
  void operator()(rpmts_s* handle) const;
  void operator()(headerToken_s* handle) const;
  void operator()(_FD_s* handle) const;
  void operator()(rpmKeyring_s* handle) const;
  void operator()(rpmPubkey_s* handle) const;
  void operator()(pgpDigParams_s* handle) const;
};
using Transaction = std::unique_ptr<rpmts_s, Free>;
using HeaderHandle = std::unique_ptr<headerToken_s, Free>;
using Stream = std::unique_ptr<_FD_s, Free>;
using KeyringHandle = std::unique_ptr<rpmKeyring_s, Free>;
using Pubkey = std::unique_ptr<rpmPubkey_s, Free>;
using PacketHandle = std::unique_ptr<pgpDigParams_s, Free>;

/// A transaction set that knows only the keys of `keyring` (none when null) and never opens an rpm database.
Transaction new_transaction(rpmKeyring_s* keyring);

/// Opens a package file; null when it cannot be opened.
Stream open_package(const fs::path& file);

/// Reads a package's header without checking digests or signatures; null when it cannot be read.
HeaderHandle read_header(const fs::path& file);

/// The first of a tag's strings, untranslated; empty when the header has none.
std::string text_of(headerToken_s* header, int tag);

/// All strings of a tag, made up by librpm where it knows how (RPMTAG_PROVIDENEVRS); none when there are
/// none.
std::vector<std::string> texts_of(headerToken_s* header, int tag);

/// What a package requires (of a source package: to be built), as "name op evr", but for what rpm itself must
/// know to read the package.
std::vector<std::string> requirements_of(headerToken_s* header);

Evr evr_of(headerToken_s* header);

/// A package's name; a source package, which its header tells, has the architecture "src".
Nevra nevra_of(headerToken_s* header);

/// The OpenPGP signatures that the header of `file` carries, as their packets describe them; not verified.
/// Those over the header stand first, then those over header and payload, which are there for old clients.
/// One that librpm cannot read is among them.
std::vector<Signature> signatures_of(headerToken_s* header, const fs::path& file);

}  // namespace rpmworks::rpm
