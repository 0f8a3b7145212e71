// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/signature_time.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "rpm/openpgp.hpp"
#include "sign/signature_record.hpp"

namespace rpmworks::sign {

namespace {

// "2026-11-30 17:05:12 UTC"
std::string shown_time(int64_t seconds) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

}  // namespace

int64_t seconds_now() {
  return std::time(nullptr);
}

void require_created(const std::string& key, int64_t created, int64_t now, const SourcePosition& where) {
  if (created <= now) return;
  throw Error(
      ExitCode::trust,
      fmt::format("{} was created on {}, but this machine's clock says {}: a signature made now would not be "
                  "valid",
                  key, shown_time(created), shown_time(now)))
      .at(where)
      .hint("correct the clock of this machine");
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
      "{} was made after the time of this machine's clock, so its signature gets the time of the clock: the "
      "same "
      "inputs will give another signature",
      subject);
}

namespace {

std::string record_of_kind(Signer& signer) {
  return signature_record({.kind = "probe", .subject = signer.shown_way(), .signers = {&signer}});
}

}  // namespace

bool is_known_random(Signer& signer, const store::Store& store) {
  const auto known = k_signature_kinds.find(store, record_of_kind(signer));
  return known && known->is_random;
}

void warn_of_random_signatures(Signer& signer, store::Store& store, Reporter& reporter) {
  constexpr std::string_view k_probe = "does this key sign the same bytes twice in the same way?";
  const std::string key = record_of_kind(signer);
  auto known = k_signature_kinds.find(store, key);
  if (!known) {
    const int64_t time = signer.created();
    const std::string first = signer.signature(k_probe, time);
    known = SignatureKind{.is_random = rpm::signature_facts(first).created != time ||
                                       signer.signature(k_probe, time) != first};
    k_signature_kinds.put(store, key, *known);
  }
  if (known->is_random)
    reporter.warning(
        fmt::format("the signatures of the key {} ({}) differ each time: the same inputs give the same "
                    "release only with the "
                    "signatures kept in the store {}",
                    signer.fingerprint(), signer.algorithm(), store.folder().string()));
}

}  // namespace rpmworks::sign
