// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <optional>
#include <string>

#include "lockfile/lockfile.hpp"

namespace rpmworks::lockfile {

// Names of the lists and of the digest in a lock file.
inline constexpr const char* k_keys = "keys";
inline constexpr const char* k_upstreams = "upstreams";
inline constexpr const char* k_packages = "packages";
inline constexpr const char* k_digest = "digest";

/// Something in a lock that the format does not allow.
struct Fault {
  std::string list;  ///< that contains the entry; empty: a field of the lock itself
  size_t index = 0;  ///< of the entry
  std::string field;
  std::string message;
  std::optional<size_t> earlier;  ///< index of the entry that the message compares this one with
};

/// The first fault of a lock, or nothing. A lock without a fault can be written and read back.
std::optional<Fault> fault_of(const Lock& lock);

/// The first invalid value of a package; empty values are not looked at.
std::optional<Fault> fault_of_values(const LockedPackage& package);

/// The order of a lock file: by target, section, name, EVR (rpm's order), architecture.
std::strong_ordering order(const LockedKey& one, const LockedKey& other);
std::strong_ordering order(const LockedUpstream& one, const LockedUpstream& other);
std::strong_ordering order(const LockedPackage& one, const LockedPackage& other);

/// Sorts all lists.
void sort(Lock& lock);

}  // namespace rpmworks::lockfile
