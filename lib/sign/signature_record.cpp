// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/signature_record.hpp"

#include <fmt/format.h>

#include <chrono>

#include "core/digest.hpp"

namespace rpmworks::sign {

std::string signature_record(const RecordSubject& about) {
  // Part of every record's key. Change this whenever the way of making signatures changes.
  constexpr const char* k_policy = "2: sha256, primary key, time of the inputs";
  Digest digest;
  digest.field(about.kind).field(k_policy).field(about.subject);
  for (const auto* signer : about.signers) digest.field(signer->fingerprint());
  return digest.hex();
}

std::string iso_day(int64_t seconds) {
  const std::chrono::year_month_day date(
      std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(seconds))));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

}  // namespace rpmworks::sign
