// SPDX-License-Identifier: GPL-3.0-or-later
#include "version.hpp"

#include <algorithm>
#include <map>

namespace rpmworks::hostbase {

namespace {

struct Parts {
  std::string_view epoch;
  std::string_view upstream;
  std::string_view revision;
};

Parts parts_of(std::string_view version) {
  Parts parts;
  if (const size_t colon = version.find(':'); colon != std::string_view::npos) {
    parts.epoch = version.substr(0, colon);
    version.remove_prefix(colon + 1);
  }
  const size_t dash = version.rfind('-');
  parts.upstream = version.substr(0, dash);
  if (dash != std::string_view::npos) parts.revision = version.substr(dash + 1);
  return parts;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The sort weight of a character outside of numbers; 0 at the end of `text`.
int weight(std::string_view text) {
  if (text.empty() || is_digit(text.front())) return 0;
  const char c = text.front();
  if (c == '~') return -1;
  return is_letter(c) ? c : c + 256;
}

std::string_view take_number(std::string_view& text) {
  size_t zeros = 0;
  while (zeros < text.size() && text[zeros] == '0') ++zeros;
  text.remove_prefix(zeros);
  size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  const std::string_view number = text.substr(0, end);
  text.remove_prefix(end);
  return number;
}

std::weak_ordering compare_part(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    while ((!a.empty() && !is_digit(a.front())) || (!b.empty() && !is_digit(b.front()))) {
      if (const auto order = weight(a) <=> weight(b); order != 0) return order;
      if (!a.empty()) a.remove_prefix(1);
      if (!b.empty()) b.remove_prefix(1);
    }
    const std::string_view left = take_number(a);
    const std::string_view right = take_number(b);
    if (left.size() != right.size()) return left.size() <=> right.size();
    if (const int order = left.compare(right); order != 0) return order <=> 0;
  }
  return std::weak_ordering::equivalent;
}

bool fulfils(std::weak_ordering order, std::string_view op) {
  if (op == "<<" || op == "<") return order < 0;
  if (op == "<=") return order <= 0;
  if (op == ">=") return order >= 0;
  if (op == ">>" || op == ">") return order > 0;
  return op.empty() || order == 0;
}

std::string dashless(std::string_view upstream) {
  std::string text(upstream);
  std::replace(text.begin(), text.end(), '-', '.');
  return text;
}

}  // namespace

std::weak_ordering compare_debian_versions(std::string_view a, std::string_view b) {
  const Parts left = parts_of(a);
  const Parts right = parts_of(b);
  if (const auto order = compare_part(left.epoch, right.epoch); order != 0) return order;
  if (const auto order = compare_part(left.upstream, right.upstream); order != 0) return order;
  return compare_part(left.revision, right.revision);
}

bool debian_version_fulfils(std::string_view version, std::string_view op, std::string_view wanted) {
  return op.empty() || fulfils(compare_debian_versions(version, wanted), op);
}

rpm::Evr rpm_evr(std::string_view debian_version) {
  const Parts parts = parts_of(debian_version);
  return {.version = dashless(parts.upstream),
          .release = parts.revision.empty() ? "0" : std::string(parts.revision)};
}

std::string rpm_dependency_version(std::string_view debian_version) {
  rpm::Evr evr = rpm_evr(debian_version);
  if (parts_of(debian_version).revision.empty()) evr.release.clear();
  return evr.str();
}

std::string rpm_operator(std::string_view debian_operator) {
  if (debian_operator == "<<") return "<";
  if (debian_operator == ">>") return ">";
  return std::string(debian_operator);
}

bool rpm_version_fulfils(std::string_view debian_version, std::string_view op, std::string_view wanted) {
  if (op.empty()) return true;
  rpm::Evr have = rpm_evr(debian_version);
  const rpm::Evr want = rpm::Evr::parse(rpm_dependency_version(wanted));
  if (want.release.empty()) have.release.clear();  // rpm compares releases only if both sides have one
  return fulfils(have <=> want, op);
}

std::string rpm_arch(std::string_view debian_architecture) {
  static const std::map<std::string_view, std::string> names = {
      {"all", "noarch"}, {"amd64", "x86_64"},    {"arm64", "aarch64"},   {"armhf", "armv7hl"},
      {"i386", "i686"},  {"ppc64el", "ppc64le"}, {"riscv64", "riscv64"}, {"s390x", "s390x"}};
  const auto found = names.find(debian_architecture);
  return found == names.end() ? std::string(debian_architecture) : found->second;
}

std::string multiarch_triplet(std::string_view debian_architecture) {
  static const std::map<std::string_view, std::string> names = {{"amd64", "x86_64-linux-gnu"},
                                                                {"arm64", "aarch64-linux-gnu"},
                                                                {"armhf", "arm-linux-gnueabihf"},
                                                                {"i386", "i386-linux-gnu"},
                                                                {"ppc64el", "powerpc64le-linux-gnu"}};
  const auto found = names.find(debian_architecture);
  return found == names.end() ? std::string(debian_architecture) + "-linux-gnu" : found->second;
}

}  // namespace rpmworks::hostbase
