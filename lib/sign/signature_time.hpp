// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the times of signatures.
#pragma once

#include <string>

#include "sign/signer.hpp"

namespace rpmworks::sign {

/// The clock; seconds since 1970.
int64_t seconds_now();

/// Throws Error(trust) if a key was created later than `now`: no signature by it would be valid now. `key`:
/// the key, for the message.
void require_created(const std::string& key, int64_t created, int64_t now, const SourcePosition& where);

/// Whether a signature of the time `made` is kept, because signing again would give it the same time. If the
/// inputs are later than the clock, every signature is kept: each run would make another one.
bool is_time_kept(int64_t made, const SignatureTime& wanted);

/// Whether the store knows that signatures of this key differ each time, or have a time of their own.
bool is_known_random(Signer& signer, const store::Store& store);

/// The warning for a SignatureTime of now. `subject`: "greet-1.0-1.noarch"
std::string time_of_now(const std::string& subject);

}  // namespace rpmworks::sign
