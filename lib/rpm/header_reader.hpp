// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module only: shows librpm's types.
#pragma once

#include <rpm/header.h>
#include <rpm/rpmts.h>

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "core/files.hpp"
#include "rpm/package.hpp"

namespace rpmworks::rpm {

struct TransactionFree {
  void operator()(rpmts ts) const { rpmtsFree(ts); }
};
struct HeaderFree {
  void operator()(Header header) const { headerFree(header); }
};
struct StreamClose {
  void operator()(FD_t stream) const { Fclose(stream); }
};
using Transaction = std::unique_ptr<std::remove_pointer_t<rpmts>, TransactionFree>;
using HeaderHandle = std::unique_ptr<std::remove_pointer_t<Header>, HeaderFree>;
using Stream = std::unique_ptr<std::remove_pointer_t<FD_t>, StreamClose>;

/// A transaction set that knows only the keys of `keyring` (none when null) and never opens an rpm database.
Transaction new_transaction(rpmKeyring keyring);

/// Opens a package file; null when it cannot be opened.
Stream open_package(const fs::path& file);

/// Reads a package's header without checking digests or signatures; null when it cannot be read.
HeaderHandle read_header(const fs::path& file);

/// The OpenPGP signatures that a header carries, as their packets describe them; not verified. Those over the
/// header stand first, then those over header and payload, which are there for old clients.
std::vector<Signature> signatures_of(Header header);

}  // namespace rpmworks::rpm
