// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "clients/profile.hpp"
#include "rpm/package.hpp"
#include "rpm/spec.hpp"

namespace rpmworks::clients {

/// Why the rpm of a profile cannot read a package; empty when it can.
std::string unreadable_because(const rpm::Package& package, Client client);
/// Same; also why it cannot verify the package's signature over this hash.
std::string unreadable_because(const rpm::Package& package, std::string_view signature_hash, Client client);

/// Throws Error(gate) naming everything that a spec says and the rpm of a profile does not understand, each
/// with its line; warns of what its %setup cannot unpack. `text` is the spec's, for finding the lines.
void require_understood(const rpm::SpecInfo& info, const std::string& spec, const std::string& text,
                        Client client, const std::function<void(const std::string&)>& warn);

/// Throws Error(gate) at `spec` when the rpm of a profile cannot read the source package that was made of it.
void require_readable(const fs::path& package, const std::string& spec, Client client);

}  // namespace rpmworks::clients
