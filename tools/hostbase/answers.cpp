// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "config/debian_names.hpp"
#include "core/text.hpp"
#include "rpm/requirement.hpp"

namespace rpmworks::hostbase {

namespace {

// Modules that RPM distributions package separately from Perl.
constexpr std::array<std::string_view, 138> k_perl_packages = {"Archive-Tar",
                                                               "Attribute-Handlers",
                                                               "AutoLoader",
                                                               "B",
                                                               "Benchmark",
                                                               "CPAN",
                                                               "CPAN-Meta",
                                                               "Carp",
                                                               "Class-Struct",
                                                               "Compress-Raw-Bzip2",
                                                               "Compress-Raw-Zlib",
                                                               "Config-Extensions",
                                                               "DBM_Filter",
                                                               "DB_File",
                                                               "Data-Dumper",
                                                               "Devel-PPPort",
                                                               "Digest",
                                                               "Digest-MD5",
                                                               "Digest-SHA",
                                                               "DirHandle",
                                                               "Dumpvalue",
                                                               "Encode",
                                                               "English",
                                                               "Env",
                                                               "Errno",
                                                               "Exporter",
                                                               "ExtUtils-CBuilder",
                                                               "ExtUtils-Embed",
                                                               "ExtUtils-Install",
                                                               "ExtUtils-MakeMaker",
                                                               "ExtUtils-Manifest",
                                                               "ExtUtils-ParseXS",
                                                               "Fcntl",
                                                               "File-Basename",
                                                               "File-Compare",
                                                               "File-Copy",
                                                               "File-DosGlob",
                                                               "File-Fetch",
                                                               "File-Find",
                                                               "File-Path",
                                                               "File-Temp",
                                                               "File-stat",
                                                               "FileHandle",
                                                               "Filter-Simple",
                                                               "FindBin",
                                                               "Getopt-Long",
                                                               "Getopt-Std",
                                                               "HTTP-Tiny",
                                                               "Hash-Util",
                                                               "I18N-Collate",
                                                               "I18N-LangTags",
                                                               "I18N-Langinfo",
                                                               "IO",
                                                               "IO-Compress",
                                                               "IO-Zlib",
                                                               "IPC-Cmd",
                                                               "IPC-Open3",
                                                               "IPC-SysV",
                                                               "JSON-PP",
                                                               "Locale-Maketext",
                                                               "MIME-Base64",
                                                               "Math-BigInt",
                                                               "Memoize",
                                                               "Module-CoreList",
                                                               "Module-Load",
                                                               "Module-Loaded",
                                                               "Module-Metadata",
                                                               "NEXT",
                                                               "Net-Ping",
                                                               "Opcode",
                                                               "POSIX",
                                                               "Params-Check",
                                                               "Perl-OSType",
                                                               "PerlIO-via-QuotedPrint",
                                                               "Pod-Checker",
                                                               "Pod-Escapes",
                                                               "Pod-Html",
                                                               "Pod-Perldoc",
                                                               "Pod-Simple",
                                                               "Pod-Usage",
                                                               "Safe",
                                                               "Scalar-List-Utils",
                                                               "Search-Dict",
                                                               "SelectSaver",
                                                               "SelfLoader",
                                                               "Socket",
                                                               "Storable",
                                                               "Symbol",
                                                               "Sys-Hostname",
                                                               "Sys-Syslog",
                                                               "Term-ANSIColor",
                                                               "Term-Cap",
                                                               "Term-ReadLine",
                                                               "Test",
                                                               "Test-Harness",
                                                               "Test-Simple",
                                                               "Text-Abbrev",
                                                               "Text-Balanced",
                                                               "Text-ParseWords",
                                                               "Thread-Queue",
                                                               "Tie-File",
                                                               "Tie-Memoize",
                                                               "Tie-RefHash",
                                                               "Time-HiRes",
                                                               "Time-Local",
                                                               "Time-InstalledPackage",
                                                               "Unicode-Normalize",
                                                               "Unicode-UCD",
                                                               "autodie",
                                                               "autouse",
                                                               "base",
                                                               "bignum",
                                                               "blib",
                                                               "constant",
                                                               "debugger",
                                                               "deprecate",
                                                               "diagnostics",
                                                               "encoding-warnings",
                                                               "experimental",
                                                               "fields",
                                                               "filetest",
                                                               "if",
                                                               "integer",
                                                               "less",
                                                               "lib",
                                                               "locale",
                                                               "mro",
                                                               "open",
                                                               "overload",
                                                               "parent",
                                                               "sigtrap",
                                                               "sort",
                                                               "subs",
                                                               "threads",
                                                               "threads-shared",
                                                               "utf8",
                                                               "vars",
                                                               "version"};

bool is_of_perl_itself(const std::string& name) {
  return name == "perl" || name == "perl-base" || name.starts_with("perl-modules-") ||
         name.starts_with("libperl5.");
}

std::string with_dashes(std::string_view module) {
  std::string name;
  for (size_t i = 0; i < module.size(); ++i) {
    if (module.substr(i, 2) == "::") {
      name += '-';
      ++i;
    } else {
      name += module[i];
    }
  }
  return name;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// "x" of "kind(x)".
std::string_view within(std::string_view capability, std::string_view kind) {
  if (!capability.starts_with(kind) || !capability.ends_with(')')) return {};
  return capability.substr(kind.size(), capability.size() - kind.size() - 1);
}

bool holds(const Contents& contents, std::string_view capability) {
  return std::ranges::any_of(
      contents.provides, [&](const auto& provided) { return rpm::requirement_name(provided) == capability; });
}

bool any_holds(const ContentsByName& contents, std::string_view capability) {
  return std::ranges::any_of(contents, [&](const auto& one) { return holds(one.second, capability); });
}

bool has_file(const ContentsByName& contents, std::string_view path) {
  return std::ranges::any_of(contents, [&](const auto& one) {
    const auto is_it = [&](const Entry& entry) { return entry.path == path; };
    return std::ranges::any_of(one.second.entries, is_it) ||
           std::ranges::any_of(one.second.alternatives,
                               [&](const Alternative& made) { return made.link == path; }) ||
           holds(one.second, path);
  });
}

bool is_right(const std::string& seed, const std::string& package, const ContentsByName& contents) {
  const std::string_view name = rpm::requirement_name(seed);
  if (name.starts_with('/')) return has_file(contents, name);
  if (name.find('(') != std::string_view::npos) return any_holds(contents, name);
  if (config::is_known_debian(name)) return true;
  const auto found = names_by_contents(package, contents.at(package));
  const bool is_module = (name.starts_with("perl-") && is_of_perl_itself(package)) ||
                         (name.starts_with("python3-") && !package.starts_with("python3-"));
  return !is_module || std::ranges::find(found, name) != found.end();
}

}  // namespace

std::vector<std::string> wrong_answers(const Closure& closure, const ContentsByName& contents) {
  std::vector<std::string> wrong;
  for (const auto& [seed, package] : closure.answers)
    if (!is_right(seed, package, contents)) wrong.push_back(seed);
  return wrong;
}

std::vector<std::string> names_by_contents(const std::string& debian_name, const Contents& contents) {
  std::set<std::string> names;
  const bool is_perl_library = debian_name.starts_with("lib") && debian_name.ends_with("-perl");
  const bool is_perl = is_of_perl_itself(debian_name);
  for (const auto& provided : contents.provides) {
    const std::string_view capability = rpm::requirement_name(provided);
    if (const auto module = within(capability, "perl("); !module.empty() && (is_perl || is_perl_library)) {
      const std::string name = with_dashes(module);
      const bool is_split_off = is_perl && std::ranges::find(k_perl_packages, name) != k_perl_packages.end();
      if (is_split_off || (is_perl_library && "lib" + lower(name) + "-perl" == debian_name))
        names.insert("perl-" + name);
    }
    if (const auto module = within(capability, "python3dist("); !module.empty()) {
      std::string name = "python3-" + std::string(module);
      if (name != debian_name) names.insert(std::move(name));
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace rpmworks::hostbase
