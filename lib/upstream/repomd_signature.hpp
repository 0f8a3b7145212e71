// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the signature of repomd.xml.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rpm/package.hpp"

namespace rpmworks::upstream {

/// Names a repository in errors.
struct NamedRepository {
  std::string name;
  std::string address;  ///< without credentials
};

/// The fingerprint of the primary key, one of `trust`, that signed a repomd.xml with these bytes. Throws
/// Error(trust), which says why, if there is no `signature` or it is not accepted.
std::string repomd_signer(const NamedRepository& repository, const rpm::Keyring& trust,
                          std::string_view repomd, const std::optional<std::string>& signature);

}  // namespace rpmworks::upstream
