// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/license.hpp"

#include <cctype>
#include <map>

#include "core/text.hpp"

namespace rpmworks::scaffold {

namespace {

constexpr size_t k_title = 600;  // bytes at the start of a license that contain its title

// Converts a text to lower case, removes quotes and comment characters, and collapses blanks.
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

// Adds "-or-later" if the text before the license or `evidence` says so, else "-only".
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

// The letters (in lower case), digits, '+' and inner '.' of a name, without filler words.
std::string folded_name(std::string_view name) {
  std::string letters;
  for (const auto& word : split(flattened(trim(name)), ' ')) {
    std::string part;
    for (const char c : word)
      if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '.') part += c;
    while (part.ends_with('.')) part.pop_back();
    if (part != "license" && part != "licence" && part != "the" && part != "version" && part != "software")
      letters += part;
  }
  return letters;
}

// Folded names (see folded_name) that identify one license, with its SPDX identifier.
std::map<std::string, std::string> make_known_names() {
  std::map<std::string, std::string> names = {{"mit", "MIT"},
                                              {"expat", "MIT"},
                                              {"mitexpat", "MIT"},
                                              {"isc", "ISC"},
                                              {"isclicenseiscl", "ISC"},
                                              {"isciscl", "ISC"},
                                              {"zlib", "Zlib"},
                                              {"unlicense", "Unlicense"},
                                              {"unlicenseunlicense", "Unlicense"},
                                              {"apache2", "Apache-2.0"},
                                              {"apache2.0", "Apache-2.0"},
                                              {"apachev2", "Apache-2.0"},
                                              {"apachev2.0", "Apache-2.0"},
                                              {"asl2.0", "Apache-2.0"},
                                              {"bsd2clause", "BSD-2-Clause"},
                                              {"bsd3clause", "BSD-3-Clause"},
                                              {"newbsd", "BSD-3-Clause"},
                                              {"simplifiedbsd", "BSD-2-Clause"},
                                              {"mpl2", "MPL-2.0"},
                                              {"mpl2.0", "MPL-2.0"},
                                              {"mplv2.0", "MPL-2.0"},
                                              {"mozillapublic2.0mpl2.0", "MPL-2.0"},
                                              {"boost1.0bsl1.0", "BSL-1.0"},
                                              {"bsl1.0", "BSL-1.0"},
                                              {"cc0", "CC0-1.0"},
                                              {"psf", "PSF-2.0"},
                                              {"artistic2", "Artistic-2.0"}};
  struct Family {
    const char* id;
    const char* long_name;
    std::initializer_list<const char*> versions;
  };
  for (const Family& family : {Family{"GPL", "gnugeneralpublic", {"2", "2.0", "3", "3.0"}},
                               Family{"LGPL", "gnulessergeneralpublic", {"2", "2.0", "2.1", "3", "3.0"}},
                               Family{"AGPL", "gnuafferogeneralpublic", {"3", "3.0"}}})
    for (const std::string version : family.versions) {
      const std::string short_name = flattened(family.id);
      const std::string id =
          std::string(family.id) + "-" + (version.find('.') == std::string::npos ? version + ".0" : version);
      // In Debian and RPM, a version without '+' means "only"; classifiers write "or later" in words.
      for (const std::string& begin : {short_name, short_name + "v", std::string("gnu") + short_name,
                                       std::string("gnu") + short_name + "v"}) {
        names[begin + version] = id + "-only";
        names[begin + version + "only"] = id + "-only";
        names[begin + version + "+"] = id + "-or-later";
        names[begin + version + "orlater"] = id + "-or-later";
        names[begin + version + "oranylater"] = id + "-or-later";
      }
      const std::string spelled = family.long_name;
      for (const std::string& end :
           {std::string(), short_name + "v" + version, short_name + "v" + version + "+"}) {
        names[spelled + "v" + version + "orlater" + end] = id + "-or-later";
        if (!end.ends_with('+')) names[spelled + "v" + version + end] = id + "-only";
      }
    }
  return names;
}

const std::map<std::string, std::string>& known_names() {
  static const std::map<std::string, std::string> names = make_known_names();
  return names;
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

std::string spdx_of(std::string_view name) {
  const std::string key = folded_name(name);
  if (const auto known = known_names().find(key); known != known_names().end()) return known->second;
  const std::string_view clean = trim(name);
  // Cargo's old syntax for OR
  if (const size_t slash = clean.find('/'); slash != std::string_view::npos) {
    const std::string left = spdx_of(clean.substr(0, slash));
    const std::string right = spdx_of(clean.substr(slash + 1));
    return left.empty() || right.empty() ? "" : left + " OR " + right;
  }
  // License families, and words that name no license.
  for (const std::string_view vague :
       {"bsd", "gpl", "lgpl", "agpl", "gnugpl", "apache", "proprietary", "other", "custom", "commercial",
        "private", "unlicensed", "none", "unknown"})
    if (key == vague) return {};
  return is_spdx(clean) ? std::string(clean) : "";
}

std::string license_of_debian(std::string_view copyright) {
  bool is_for_all = false;
  for (const auto& line : split(copyright, '\n')) {
    const std::string_view clean = trim(line);
    if (clean.empty()) is_for_all = false;
    if (line.starts_with("Files:")) is_for_all = trim(line.substr(6)) == "*";
    if (is_for_all && line.starts_with("License:")) return spdx_of(line.substr(8));
  }
  return {};
}

bool names_license(std::string_view expression, std::string_view id) {
  const auto family = [](std::string_view name) {
    for (const std::string_view end : {"-only", "-or-later", "+"})
      if (name.ends_with(end)) name.remove_suffix(end.size());
    return name;
  };
  for (const auto& word : split(expression, ' ')) {
    std::string_view name = word;
    while (name.starts_with('(')) name.remove_prefix(1);
    while (name.ends_with(')')) name.remove_suffix(1);
    if (family(name) == family(id)) return true;
  }
  return false;
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
