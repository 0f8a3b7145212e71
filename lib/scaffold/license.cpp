// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/license.hpp"

#include <cctype>

#include "core/text.hpp"

namespace rpmworks::scaffold {

namespace {

constexpr size_t k_title = 600;  // bytes within which a license names itself

// In small letters, with one blank between words and without quotes, stars and bars of comments.
std::string flattened(std::string_view text) {
  std::string flat;
  for (const char c : text) {
    if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == '*' || c == '#' || c == '/') {
      if (!flat.empty() && flat.back() != ' ') flat += ' ';
    } else if (c != '"' && c != '\'') {
      flat += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return flat;
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// "-or-later" where the project says so before the license begins or in its sources; else "-only".
std::string with_versions(const std::string& id, std::string_view before, std::string_view evidence) {
  const std::string said = std::string(before) + " " + flattened(evidence);
  return id + (has(said, "any later version") || has(said, "or later") || has(said, "-or-later") ? "-or-later"
                                                                                                 : "-only");
}

std::string gnu_license(const std::string& flat, std::string_view evidence) {
  struct Name {
    std::string_view title;
    std::string_view id;
  };
  for (const Name& name :
       {Name{"gnu affero general public license", "AGPL"}, Name{"gnu lesser general public license", "LGPL"},
        Name{"gnu library general public license", "LGPL"}, Name{"gnu general public license", "GPL"}}) {
    size_t at = flat.find(std::string(name.title) + " version ");
    if (at == std::string::npos || at > k_title) continue;
    const std::string_view before = std::string_view(flat).substr(0, at);
    at += name.title.size() + std::string_view(" version ").size();
    const std::string_view version = std::string_view(flat).substr(at, 3);
    const std::string number = version == "2.1" ? "2.1" : std::string(version.substr(0, 1)) + ".0";
    return with_versions(std::string(name.id) + "-" + number, before, evidence);
  }
  return {};
}

}  // namespace

std::string license_of(std::string_view text, std::string_view evidence) {
  const std::string flat = flattened(text);
  const std::string_view title = std::string_view(flat).substr(0, k_title);
  if (const std::string gnu = gnu_license(flat, evidence); !gnu.empty()) return gnu;
  if (has(title, "apache license version 2.0")) return "Apache-2.0";
  if (has(title, "mozilla public license version 2.0") || has(title, "mozilla public license, version 2.0"))
    return "MPL-2.0";
  if (has(title, "boost software license - version 1.0")) return "BSL-1.0";
  if (has(flat, "permission is hereby granted, free of charge, to any person obtaining a copy")) return "MIT";
  if (has(flat, "permission to use, copy, modify, and or distribute this software for any purpose") ||
      has(flat, "permission to use, copy, modify, and distribute this software for any purpose"))
    return has(flat, "copyright notice and this permission notice appear") ? "ISC" : "0BSD";
  if (has(flat, "redistribution and use in source and binary forms")) {
    if (has(flat, "all advertising materials")) return "BSD-4-Clause";
    return has(flat, "neither the name") || has(flat, "may not be used to endorse") ? "BSD-3-Clause"
                                                                                    : "BSD-2-Clause";
  }
  if (has(title, "this is free and unencumbered software released into the public domain"))
    return "Unlicense";
  return {};
}

std::string spdx_line(std::string_view text) {
  constexpr std::string_view k_tag = "SPDX-License-Identifier:";
  const size_t at = text.find(k_tag);
  if (at == std::string_view::npos) return {};
  std::string_view value = text.substr(at + k_tag.size());
  value = value.substr(0, value.find_first_of("\r\n*"));
  value = trim(value.substr(0, value.find("-->")));
  return is_spdx(value) ? std::string(value) : "";
}

bool is_spdx(std::string_view text) {
  if (text.empty() || text.size() > 200) return false;
  bool wants_operator = false;
  for (const auto& word : split(text, ' ')) {
    std::string_view id = word;
    while (id.starts_with('(')) id.remove_prefix(1);
    while (id.ends_with(')')) id.remove_suffix(1);
    if (id.empty()) return false;
    for (const char c : id)
      if (std::isalnum(static_cast<unsigned char>(c)) == 0 &&
          std::string_view("-.+").find(c) == std::string_view::npos)
        return false;
    const bool is_operator = id == "AND" || id == "OR" || id == "WITH";
    if (is_operator != wants_operator) return false;
    wants_operator = !wants_operator;
  }
  return wants_operator;
}

}  // namespace rpmworks::scaffold
