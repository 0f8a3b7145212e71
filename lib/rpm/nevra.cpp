// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/nevra.hpp"

#include <rpm/rpmver.h>

#include <array>

namespace rpmworks::rpm {

namespace {

std::weak_ordering order(int comparison) {
  if (comparison < 0) return std::weak_ordering::less;
  return comparison > 0 ? std::weak_ordering::greater : std::weak_ordering::equivalent;
}

std::weak_ordering compare_part(const std::string& a, const std::string& b) {
  return order(rpmvercmp(a.c_str(), b.c_str()));
}

constexpr std::array<std::string_view, 2> k_source_endings = {".src.rpm", ".nosrc.rpm"};

const std::string& epoch_or_zero(const std::string& epoch) {
  static const std::string zero = "0";
  return epoch.empty() ? zero : epoch;
}

}  // namespace

bool is_source_arch(std::string_view arch) {
  return arch == "src" || arch == "nosrc";
}

bool is_source_file_name(std::string_view file_name) {
  return source_file_stem(file_name).size() < file_name.size();
}

std::string_view source_file_stem(std::string_view file_name) {
  for (const std::string_view ending : k_source_endings)
    if (file_name.ends_with(ending)) return file_name.substr(0, file_name.size() - ending.size());
  return file_name;
}

std::string Evr::str() const {
  std::string text = epoch.empty() || epoch == "0" ? "" : epoch + ":";
  text += version;
  if (!release.empty()) text += "-" + release;
  return text;
}

Evr Evr::parse(std::string_view text) {
  Evr evr;
  const size_t colon = text.find(':');
  if (colon != std::string_view::npos) {
    evr.epoch = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  const size_t dash = text.rfind('-');
  evr.version = text.substr(0, dash);
  if (dash != std::string_view::npos) evr.release = text.substr(dash + 1);
  return evr;
}

std::weak_ordering Evr::operator<=>(const Evr& other) const {
  if (const auto by = compare_part(epoch_or_zero(epoch), epoch_or_zero(other.epoch)); by != 0) return by;
  if (const auto by = compare_part(version, other.version); by != 0) return by;
  return compare_part(release, other.release);
}

std::string Nevra::str() const {
  return name + "-" + evr.str() + "." + arch;
}

std::string Nevra::file_name() const {
  return name + "-" + evr.version + "-" + evr.release + "." + arch + ".rpm";
}

Nevra Nevra::parse(std::string_view text) {
  Nevra nevra;
  const size_t dot = text.rfind('.');
  if (dot != std::string_view::npos) {
    nevra.arch = text.substr(dot + 1);
    text = text.substr(0, dot);
  }
  const size_t release = text.rfind('-');
  const size_t version = release == std::string_view::npos ? release : text.rfind('-', release - 1);
  if (version == std::string_view::npos) {
    nevra.name = text;
    return nevra;
  }
  nevra.name = text.substr(0, version);
  nevra.evr = Evr::parse(text.substr(version + 1));
  return nevra;
}

std::weak_ordering Nevra::operator<=>(const Nevra& other) const {
  if (const int by = name.compare(other.name); by != 0) return order(by);
  if (const auto by = evr <=> other.evr; by != 0) return by;
  return order(arch.compare(other.arch));
}

}  // namespace rpmworks::rpm
