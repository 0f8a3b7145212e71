// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/signature_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "sign/signature_record.hpp"

namespace rpmworks::sign {

int64_t seconds_now() {
  return std::time(nullptr);
}

SignatureTime signature_time(int64_t input_time, const Signer& signer, int64_t now) {
  const int64_t wanted = std::max(input_time, signer.created());
  return {.seconds = std::min(wanted, now), .is_of_now = wanted > now};
}

bool is_time_kept(int64_t made, const SignatureTime& wanted) {
  return wanted.is_of_now ? made <= wanted.seconds : made == wanted.seconds;
}

std::string time_of_now(const std::string& subject) {
  return fmt::format(
      "{} was made after the time of this machine's clock, so its signature gets the time of the clock: the same "
      "inputs will give another signature",
      subject);
}

void warn_of_random_signatures(Signer& signer, store::Store& store, Reporter& reporter) {
  constexpr std::string_view k_probe = "does this key sign the same bytes twice in the same way?";
  const std::string key = signature_record({.kind = "probe", .subject = signer.algorithm(), .signers = {&signer}});
  auto known = k_signature_kinds.find(store, key);
  if (!known) {
    const int64_t time = signer.created();
    known = SignatureKind{.is_random = signer.signature(k_probe, time) != signer.signature(k_probe, time)};
    k_signature_kinds.put(store, key, *known);
  }
  if (known->is_random)
    reporter.warning(fmt::format(
        "the signatures of the key {} ({}) differ each time: the same inputs give the same release only with the "
        "signatures kept in the store {}",
        signer.fingerprint(), signer.algorithm(), store.folder().string()));
}

}  // namespace rpmworks::sign
