// SPDX-License-Identifier: GPL-3.0-or-later
#include "manifest/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <tuple>

namespace rpmworks::manifest {

bool Entry::operator==(const Entry& other) const {
  const auto name_of = [](const Entry& entry) {
    const auto& [name, evr, arch] = entry.nevra;
    return std::tuple(name, evr.epoch == "0" ? "" : evr.epoch, evr.version, evr.release, arch);
  };
  const auto rest_of = [](const Entry& entry) {
    return std::tie(entry.section, entry.file, entry.size, entry.sha256, entry.sha512, entry.header_sha256,
                    entry.payload_sha256, entry.license, entry.license_spdx, entry.summary, entry.vendor,
                    entry.source_rpm, entry.purl, entry.signatures, entry.origin, entry.build,
                    entry.required_by);
  };
  return name_of(*this) == name_of(other) && rest_of(*this) == rest_of(other);
}

namespace {

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

const std::string k_none;

}  // namespace

std::string Origin::kind() const {
  return std::visit(
      Overloaded{[](const FromGit&) { return "git"; }, [](const FromSourcePackage&) { return "srpm"; },
                 [](const FromUpstream&) { return "upstream"; }},
      from);
}

const std::string& Origin::url() const {
  return std::visit([](const auto& each) -> const std::string& { return each.url; }, from);
}

const std::string& Origin::commit() const {
  return git() ? git()->commit : k_none;
}

const std::string& Origin::srpm_sha256() const {
  return std::visit(Overloaded{[](const FromUpstream&) -> const std::string& { return k_none; },
                               [](const auto& made) -> const std::string& { return made.srpm_sha256; }},
                    from);
}

const rpm::Signature& Entry::signature() const {
  static const rpm::Signature none;
  return signatures.empty() ? none : signatures.front();
}

bool SectionInfo::is_from_vendor() const {
  return from.empty() ? !signers.empty() : from == "upstream";
}

std::vector<std::string> SectionInfo::package_signers() const {
  return signers.empty() ? std::vector<std::string>{signer} : signers;
}

void Manifest::sort() {
  std::ranges::stable_sort(packages, [](const Entry& a, const Entry& b) {
    if (a.section != b.section) return a.section < b.section;
    if (const auto order = a.nevra <=> b.nevra; order != 0) return order < 0;
    return a.file < b.file;
  });
}

std::string Manifest::signer_shown(const std::string& fingerprint) const {
  const auto key = std::ranges::find(keys, fingerprint, &KeyInfo::fingerprint);
  if (key == keys.end() || key->user_id.empty()) return fingerprint;
  return fmt::format("{} ({})", key->user_id, fingerprint);
}

std::string iso_time(int64_t seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::optional<int64_t> parse_iso_time(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2uT%2d:%2d:%2dZ", &year, &month, &day, &hour, &minute, &second) !=
      6)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  const auto time = std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
                    std::chrono::seconds(second);
  const int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
  // Formatting the time again detects what the pattern accepts: a 61st minute, or text after the Z.
  if (iso_time(seconds) != text) return std::nullopt;
  return seconds;
}

}  // namespace rpmworks::manifest
