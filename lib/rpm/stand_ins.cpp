// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/stand_ins.hpp"

#include <algorithm>
#include <utility>

namespace rpmworks::rpm {

namespace {

bool uses(const std::string& text, const std::string& macro) {
  for (const char* const opening : {"%", "%{", "%{?"})
    if (text.find(opening + macro) != std::string::npos) return true;
  return false;
}

bool defines(const std::string& text, const std::string& macro) {
  return text.find("%define " + macro) != std::string::npos ||
         text.find("%global " + macro) != std::string::npos;
}

bool is_given(const Macros& macros, const std::string& name) {
  return std::any_of(macros.begin(), macros.end(),
                     [&](const auto& macro) { return macro.first.substr(0, macro.first.find('(')) == name; });
}

}  // namespace

std::string autorelease_body(int number) {
  return "%{?-p:0.}%{lua:print(" + std::to_string(number - 1) +
         " + tonumber(rpm.expand('%{?-b*}%{!?-b:1}')))}%{?-e:.%{-e*}}%{?-s:.%{-s*}}%{!?-n:%{?dist}}";
}

bool asks_for(const std::string& text, const std::string& macro, const Macros& macros) {
  return uses(text, macro) && !defines(text, macro) && !is_given(macros, macro);
}

const std::vector<StandIn>& stand_ins() {
  static const std::vector<StandIn> all = {
      {"autorelease", k_autorelease + std::string(" ") + autorelease_body(1), true},
      {"autochangelog", "autochangelog %{nil}", true},
      {"version_no_tilde",
       "version_no_tilde() %{lua:local s = rpm.expand('%{?1}') local v = rpm.expand('%{?2}') "
       "if s == '' then s = '-' end if v == '' then v = rpm.expand('%{version}') end print((v:gsub('~', "
       "s)))}",
       false},
      {"pypi_source",
       "pypi_source() %{lua:local s = rpm.expand('%{?1}') local v = rpm.expand('%{?2}') local e = "
       "rpm.expand('%{?3}') "
       "if s == '' then s = rpm.expand('%{?srcname}') end if s == '' then s = rpm.expand('%{?pypi_name}') "
       "end "
       "if s == '' then s = rpm.expand('%{name}') end if v == '' then v = rpm.expand('%{version}'):gsub('~', "
       "'') end "
       "if e == '' then e = 'tar.gz' end "
       "print('https://files.pythonhosted.org/packages/source/' .. s:sub(1, 1) .. '/' .. s .. '/' .. s .. "
       "'-' .. v .. "
       "'.' .. e)}",
       false},
      {"py_provides", "py_provides() Provides: %{1} = %{?2}%{!?2:%{?epoch:%{epoch}:}%{version}-%{release}}",
       false},
      {"__python3", "__python3 /usr/bin/python3", false},
  };
  return all;
}

std::string with_stand_ins(const std::string& text, const Macros& macros, int release_number) {
  std::string prelude;
  for (const auto& macro : stand_ins()) {
    if (!asks_for(text, macro.name, macros)) continue;
    const bool counts = macro.name == "autorelease";
    const std::string definition =
        "%define " +
        (counts ? k_autorelease + std::string(" ") + autorelease_body(release_number) : macro.definition);
    // If the machine where it is built defines the macro, its definition is better than a stand-in that only
    // fills a gap.
    prelude += macro.always ? definition + "\n" : "%{!?" + macro.name + ":" + definition + "}\n";
  }
  return prelude.empty() ? text : prelude + "\n" + text;
}

Macros target_macros(const Macros& own, const std::string& dist) {
  Macros macros = own;
  if (!dist.empty()) macros.emplace("dist", dist);
  // Without a regular expression, so that the program in the sandbox need not load that library.
  for (const auto& [prefix, family] : {std::pair(".el", "rhel"), {".fc", "fedora"}}) {
    if (!dist.starts_with(prefix)) continue;
    const std::string rest = dist.substr(3);
    const std::string number = rest.substr(0, rest.find_first_not_of("0123456789"));
    if (number.empty()) continue;
    macros.emplace(family, number);
    macros.emplace(prefix + 1 + number, "1");
  }
  return macros;
}

}  // namespace rpmworks::rpm
