// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/hint.hpp"

#include <fmt/format.h>

#include "core/pattern.hpp"

namespace rpmworks::spec {

namespace {

constexpr size_t k_longest_searched = 2000;

// The first macro that rpm did not expand, in a line that it refused; "" if there is none. "%if" and "%files"
// are not macros; rpm's messages mention them outside of the quoted lines, which may be long.
std::string unexpanded_macro(const std::string& whole) {
  const std::string message = whole.substr(0, k_longest_searched);
  static const Pattern shown_line(": ([A-Za-z0-9]+(\\([^)]*\\))?:.*%|Unknown tag: %)");
  static const Pattern macro("%\\{?([A-Za-z_][A-Za-z_0-9]{2,})");
  static const Pattern undefined("and the macro %([A-Za-z_0-9]+) is not defined");
  if (const auto named = undefined.find(message)) return (*named)[1];
  if (message.find("%{") == std::string::npos && !shown_line.is_in(message)) return "";
  const auto match = macro.find(message);
  return match ? (*match)[1] : "";
}

}  // namespace

std::string hint_for_spec(const Error& error, const std::string& text) {
  const std::string what = error.what();
  if (text.starts_with("\xEF\xBB\xBF"))
    return "the spec begins with a byte order mark, which rpm reads as part of the first tag: save the spec "
           "as UTF-8 without one, and commit it";
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    return "the spec is UTF-16, which rpm cannot read: save it as UTF-8, and commit it";
  if (what.find("{{") != std::string::npos)
    return "the spec is a template: {{ … }} is not rpm syntax. Commit the output of the tool that fills it "
           "in (for rpkg: rpkg spec)";
  if (const std::string macro = unexpanded_macro(what); !macro.empty())
    return fmt::format(
        "this machine's rpm has no macro %{0}: install the package that defines it, or define {0} in "
        "the target's `buildroot.macros`{1}",
        macro,
        macro.ends_with("_arches")
            ? ", as Fedora and EL do for the packages of a language (java_arches, go_arches, "
              "nodejs_arches, ghc_arches …): buildroot: { macros: { " +
                  macro + ": \"x86_64 aarch64\" } }"
            : "");
  if (what.find("Empty tag") != std::string::npos && text.find("git ") != std::string::npos)
    return "git does not work while a spec is parsed: the spec sees the files of the commit, not the "
           "repository";
  return "fix the spec and commit it: rpmworks packages the commit";
}

}  // namespace rpmworks::spec
