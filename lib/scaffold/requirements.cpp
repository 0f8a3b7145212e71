// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/requirements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/text.hpp"
#include "scaffold/libraries.hpp"
#include "scaffold/tokens.hpp"

namespace rpmworks::scaffold {

namespace {

bool is_version(std::string_view text) {
  return !text.empty() && text.size() < 40 && std::isdigit(static_cast<unsigned char>(text.front())) != 0 &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_';
         });
}

// "pkgconfig(x)" and ">=1.2" → "pkgconfig(x) >= 1.2"; drops a version limit that rpm cannot express.
std::string limited(const std::string& requirement, std::string_view limit) {
  if (requirement.empty()) return {};
  size_t end = 0;
  std::string sign;
  while (end < limit.size() && std::string_view("<>=! ").find(limit[end]) != std::string_view::npos) {
    if (limit[end] != ' ') sign += limit[end];
    ++end;
  }
  const std::string_view version = trim(limit.substr(end));
  if (sign == "==") sign = "=";
  const bool is_known = sign == ">=" || sign == "<=" || sign == "=" || sign == ">" || sign == "<";
  return is_known && is_version(version) ? fmt::format("{} {} {}", requirement, sign, version) : requirement;
}

std::string joined(const Arguments& tokens, size_t from) {
  std::string text;
  for (size_t i = from; i < tokens.size(); ++i) text += " " + tokens[i].text;
  return text;
}

bool has_word(const Arguments& tokens, std::string_view word) {
  return std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) { return token.text == word; });
}

// Splits a text at blanks, commas, quotes, brackets and backslashes.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    const bool is_between = std::isspace(static_cast<unsigned char>(c)) != 0 ||
                            std::string_view(",'\"[]()\\").find(c) != std::string_view::npos;
    if (!is_between)
      words.back() += c;
    else if (!words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

// Whether configure stops with an error in this action.
bool is_error(const std::string& action) {
  return action.find("AC_MSG_ERROR") != std::string::npos ||
         action.find("AC_MSG_FAILURE") != std::string::npos;
}

}  // namespace

void Requirements::add(const Requirements& other) {
  needed.insert(other.needed.begin(), other.needed.end());
  optional.insert(other.optional.begin(), other.optional.end());
}

std::set<std::string> pkgconfig_requirements(std::string_view modules) {
  constexpr std::string_view k_signs = "<>=!";
  std::set<std::string> found;
  const auto is_blank = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0 || c == ','; };
  for (size_t at = 0; at < modules.size();) {
    if (is_blank(modules[at])) {
      ++at;
      continue;
    }
    const size_t begin = at;
    while (at < modules.size() && !is_blank(modules[at]) && k_signs.find(modules[at]) == k_signs.npos) ++at;
    const std::string requirement = requirement_of_meson_dependency(modules.substr(begin, at - begin));
    size_t next = at;
    while (next < modules.size() && is_blank(modules[next])) ++next;
    std::string_view limit;
    if (next < modules.size() && k_signs.find(modules[next]) != k_signs.npos) {
      size_t end = next;
      while (end < modules.size() && (is_blank(modules[end]) || k_signs.find(modules[end]) != k_signs.npos))
        ++end;
      while (end < modules.size() && !is_blank(modules[end])) ++end;
      limit = modules.substr(next, end - next);
      at = end;
    }
    if (!requirement.empty()) found.insert(limited(requirement, limit));
  }
  return found;
}

Requirements requirements_of_cmake(std::string_view text) {
  Requirements found;
  for (const auto& call : calls_of(text, "find_package"))
    if (!call.empty()) found.add(requirement_of_cmake_package(call.front().text), has_word(call, "REQUIRED"));
  for (const auto& call : calls_of(text, "find_program")) {
    if (call.size() < 2) continue;
    const size_t name = call[1].text == "NAMES" ? 2 : 1;
    if (name < call.size()) found.add(requirement_of_program(call[name].text), has_word(call, "REQUIRED"));
  }
  for (const char* function : {"pkg_check_modules", "pkg_search_module"})
    for (const auto& call : calls_of(text, function)) {
      if (call.empty()) continue;
      Arguments modules;
      for (size_t i = 1; i < call.size(); ++i)
        if (call[i].text != "REQUIRED" && call[i].text != "QUIET" && call[i].text != "IMPORTED_TARGET" &&
            call[i].text != "GLOBAL" && call[i].text != "NO_CMAKE_PATH" &&
            call[i].text != "NO_CMAKE_ENVIRONMENT_PATH")
          modules.push_back(call[i]);
      const bool is_needed = has_word(call, "REQUIRED");
      for (const auto& requirement : pkgconfig_requirements(joined(modules, 0)))
        found.add(requirement, is_needed);
      found.add("pkgconfig", is_needed);
    }
  return found;
}

Requirements requirements_of_meson(std::string_view text) {
  Requirements found;
  const auto is_needed = [](const Arguments& call) {
    for (size_t i = 0; i + 2 < call.size(); ++i)
      if (!call[i].quoted && call[i].text == "required" && call[i + 1].is_mark(':'))
        return call[i + 2].text != "false";
    return true;
  };
  for (const auto& call : calls_of(text, "dependency")) {
    if (call.empty() || !call.front().quoted) continue;
    const std::string requirement = requirement_of_meson_dependency(call.front().text);
    const auto limits = keyword_list(call, "version");
    found.add(limited(requirement, limits.size() == 1 ? limits.front() : ""), is_needed(call));
    if (requirement.starts_with("pkgconfig(")) found.add("pkgconfig", is_needed(call));
  }
  for (const auto& call : calls_of(text, "find_program"))
    if (!call.empty() && call.front().quoted)
      found.add(requirement_of_program(call.front().text), is_needed(call));
  const auto project = by_commas(first_call_of(text, "project"));
  for (size_t i = 1; i < project.size(); ++i) {
    if (project[i].size() != 1 || !project[i].front().quoted) break;  // keyword arguments follow
    for (const auto& language : words_of(project[i].front().text)) {
      if (language == "vala") found.add("vala");
      if (language == "rust") found.add("rust");
      if (language == "fortran") found.add("gcc-gfortran");
    }
  }
  return found;
}

Requirements requirements_of_autoconf(std::string_view text) {
  Requirements found;
  struct Macro {
    const char* name;
    const char* requirement;
  };
  for (const Macro& macro :
       {Macro{"lt_init", "libtool"}, Macro{"ac_prog_libtool", "libtool"},
        Macro{"am_gnu_gettext", "gettext-devel"}, Macro{"ac_prog_yacc", "bison"},
        Macro{"ac_prog_lex", "flex"}, Macro{"am_prog_lex", "flex"}, Macro{"it_prog_intltool", "intltool"},
        Macro{"gtk_doc_check", "gtk-doc"}, Macro{"am_path_python", "python3"},
        Macro{"ac_prog_cxx", "gcc-c++"}, Macro{"vala_check", "vala"}, Macro{"am_prog_valac", "vala"},
        Macro{"gobject_introspection_check", "gobject-introspection-devel"}}) {
    const std::string folded = lower(without_comments(text));
    for (size_t at = folded.find(macro.name); at != std::string::npos; at = folded.find(macro.name, at + 1)) {
      const auto is_word = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
      };
      const size_t end = at + std::string_view(macro.name).size();
      if ((at > 0 && is_word(folded[at - 1])) || (end < folded.size() && is_word(folded[end]))) continue;
      found.add(macro.requirement);
      break;
    }
  }
  for (const char* function : {"pkg_check_modules", "pkg_check_modules_static"})
    for (const auto& call : calls_of(text, function)) {
      const auto arguments = by_commas(call);
      if (arguments.size() < 2) continue;
      // The module is optional if the action for a missing module exists and does not stop configure.
      const std::string otherwise = arguments.size() > 3 ? joined(arguments[3], 0) : "";
      const bool is_needed = arguments.size() < 4 || is_error(otherwise);
      for (const auto& requirement : pkgconfig_requirements(joined(arguments[1], 0)))
        found.add(requirement, is_needed);
      found.add("pkgconfig");  // autoreconf needs its macro
    }
  // AC_CHECK_LIB(library, function, then, else) and AC_SEARCH_LIBS(function, libraries, then, else)
  for (const char* function : {"ac_check_lib", "ac_search_libs"}) {
    const size_t index = std::string_view(function) == "ac_check_lib" ? 0 : 1;
    for (const auto& call : calls_of(text, function)) {
      const auto arguments = by_commas(call);
      if (arguments.size() <= index) continue;
      const bool is_needed = arguments.size() > 3 && is_error(joined(arguments[3], 0));
      for (const auto& name : words_of(joined(arguments[index], 0)))
        found.add(requirement_of_library(name), is_needed);
    }
  }
  // AC_PATH_PROG(VARIABLE, program, …)
  for (const char* function : {"ac_path_prog", "ac_path_progs", "ac_check_prog", "ac_check_progs"})
    for (const auto& call : calls_of(text, function)) {
      const auto arguments = by_commas(call);
      if (arguments.size() < 2) continue;
      const auto words = words_of(joined(arguments[1], 0));
      if (words.size() == 1) found.add(requirement_of_program(words.front()), false);
    }
  for (const char* function : {"ac_check_headers", "ac_check_header"})
    for (const auto& call : calls_of(text, function)) {
      const auto arguments = by_commas(call);
      if (arguments.empty()) continue;
      for (const auto& name : words_of(joined(arguments[0], 0)))
        found.add(requirement_of_header(name), false);
    }
  if (text.find("systemdsystemunitdir") != std::string_view::npos) found.add("pkgconfig(systemd)");
  return found;
}

Requirements requirements_of_makefile(std::string_view text) {
  Requirements found;
  for (const auto& line : split(without_comments(text), '\n')) {
    const auto words = words_of(line);
    bool is_for_pkgconfig = false;
    for (const auto& word : words) {
      if (word.ends_with("pkg-config") || word == "$PKG_CONFIG" || word == "PKG_CONFIG") {
        is_for_pkgconfig = true;
        found.add("pkgconfig");
      } else if (word == "shell" || word == "$") {
        continue;
      } else if (is_for_pkgconfig && word.front() != '-') {
        if (word.find_first_of("$|;&`<>=?:") != std::string::npos) {
          is_for_pkgconfig = false;
        } else {
          found.add(requirement_of_meson_dependency(word));
        }
      } else if (word.starts_with("-l")) {
        found.add(requirement_of_library(word.substr(2)));
      }
    }
  }
  return found;
}

}  // namespace rpmworks::scaffold
