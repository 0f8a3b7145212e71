// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/system_files.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "core/text.hpp"

namespace rpmworks::scaffold {

namespace {

std::vector<std::string> folders_of(const std::string& path) {
  auto parts = split(path, '/');
  parts.pop_back();
  return parts;
}

bool has_folder(const std::string& path, std::initializer_list<std::string_view> names) {
  for (const auto& folder : folders_of(path))
    if (std::find(names.begin(), names.end(), folder) != names.end()) return true;
  return false;
}

// "greet.1" → '1'
char manual_section(const std::string& name) {
  const size_t dot = name.rfind('.');
  if (dot == std::string::npos || dot == 0 || dot + 2 != name.size()) return 0;
  const char section = name.back();
  const bool is_version = std::isdigit(static_cast<unsigned char>(name[dot - 1])) != 0;  // "libx-1.2"
  return section >= '1' && section <= '8' && !is_version ? section : 0;
}

std::optional<SystemFile> classified(const std::string& path) {
  SystemFile file{};
  file.path = path;
  file.name = path.substr(path.rfind('/') + 1);
  file.is_template = file.name.ends_with(".in");
  if (file.is_template) file.name.erase(file.name.size() - 3);
  if (!is_plain_path(path) || file.name.empty() || file.name.starts_with('.')) return std::nullopt;
  const auto is = [&](SystemFileKind kind, std::string folder) {
    file.kind = kind;
    file.folder = std::move(folder);
    return file;
  };
  const std::string& name = file.name;
  if (ends_with_any(name, {".service", ".socket", ".timer", ".path", ".mount"}) &&
      !has_folder(path, {"dbus-1", "dbus"})) {
    if (has_folder(path, {"user", "systemd-user"})) return is(SystemFileKind::user_unit, "%{_userunitdir}");
    return is(SystemFileKind::unit, "%{_unitdir}");
  }
  if (name.ends_with(".sysusers") || name.ends_with(".sysusers.conf") ||
      (has_folder(path, {"sysusers.d", "sysusers"}) && name.ends_with(".conf")))
    return is(SystemFileKind::sysusers, "%{_sysusersdir}");
  if (name.ends_with(".tmpfiles") || name.ends_with(".tmpfiles.conf") ||
      (has_folder(path, {"tmpfiles.d", "tmpfiles"}) && name.ends_with(".conf")))
    return is(SystemFileKind::tmpfiles, "%{_tmpfilesdir}");
  if (name.ends_with(".desktop")) return is(SystemFileKind::desktop, "%{_datadir}/applications");
  if (const char section = manual_section(name))
    return is(SystemFileKind::manual, std::string("%{_mandir}/man") + section);
  const bool is_in_completions =
      has_folder(path, {"completion", "completions", "bash-completion", "bash_completion.d", "zsh-completion",
                        "complete", "autocomplete"});
  if (name.ends_with(".fish") && is_in_completions)
    return is(SystemFileKind::fish_completion, "%{_datadir}/fish/vendor_completions.d");
  if (name.starts_with('_') && name.find('.') == std::string::npos &&
      (is_in_completions || has_folder(path, {"zsh"})))
    return is(SystemFileKind::zsh_completion, "%{_datadir}/zsh/site-functions");
  if (ends_with_any(name, {".bash", ".bash-completion", ".bash_completion"}) &&
      (is_in_completions || !name.ends_with(".bash")))
    return is(SystemFileKind::bash_completion, "%{_datadir}/bash-completion/completions");
  return std::nullopt;
}

// Changes the installed name of a file if it differs from the name in the tree.
void rename(SystemFile& file) {
  const auto without = [&](std::string_view end) {
    if (file.name.size() > end.size() && file.name.ends_with(end))
      file.name.erase(file.name.size() - end.size());
  };
  if (file.kind == SystemFileKind::sysusers) {
    without(".conf");
    without(".sysusers");
    file.name += ".conf";
  } else if (file.kind == SystemFileKind::tmpfiles) {
    without(".conf");
    without(".tmpfiles");
    file.name += ".conf";
  } else if (file.kind == SystemFileKind::bash_completion) {
    without(".bash-completion");
    without(".bash_completion");
    without(".bash");
  }
}

// Whether a build file mentions the file, by name or by a pattern: "install -m 644 man/*.1".
bool is_mentioned_in(const SystemFile& file, std::string_view build_text) {
  const std::string in_tree = file.path.substr(file.path.rfind('/') + 1);
  if (build_text.find(in_tree) != std::string_view::npos ||
      build_text.find(file.name) != std::string_view::npos)
    return true;
  const size_t dot = in_tree.find('.');
  if (dot == std::string::npos) return false;
  const std::string ending = in_tree.substr(dot);
  return build_text.find("*" + ending) != std::string_view::npos ||
         build_text.find("%" + ending) != std::string_view::npos;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() < 32 &&
         (std::islower(static_cast<unsigned char>(text[0])) != 0 || text[0] == '_') &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return std::islower(static_cast<unsigned char>(c)) != 0 ||
                  std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
         });
}

// The columns of a line of sysusers.d; a column may be in quotes.
std::vector<std::string> columns_of(std::string_view line) {
  std::vector<std::string> columns;
  for (size_t at = 0; at < line.size();) {
    if (std::isspace(static_cast<unsigned char>(line[at])) != 0) {
      ++at;
      continue;
    }
    const bool is_quoted = line[at] == '"' || line[at] == '\'';
    const size_t begin = is_quoted ? at + 1 : at;
    const size_t end = is_quoted ? line.find(line[at], begin) : line.find_first_of(" \t", at);
    columns.emplace_back(line.substr(begin, end == std::string_view::npos ? end : end - begin));
    at = end == std::string_view::npos ? line.size() : end + 1;
  }
  return columns;
}

}  // namespace

std::vector<SystemFile> system_files(const TreeView& tree, std::string_view build_text) {
  std::vector<SystemFile> files;
  for (const auto& entry : tree.entries()) {
    if (entry.kind != git::TreeEntry::Kind::file && entry.kind != git::TreeEntry::Kind::executable) continue;
    if (TreeView::is_aside(entry.path)) continue;
    auto file = classified(entry.path);
    if (!file) continue;
    rename(*file);
    file->is_built = is_mentioned_in(*file, build_text);
    const auto has_same_place = [&](const SystemFile& other) {
      return other.name == file->name && other.folder == file->folder;
    };
    if (std::none_of(files.begin(), files.end(), has_same_place)) files.push_back(std::move(*file));
  }
  return files;
}

std::vector<SystemUser> users_of(std::string_view sysusers, bool& is_complete) {
  std::vector<SystemUser> users;
  is_complete = true;
  for (const auto& raw : split(sysusers, '\n')) {
    const std::string_view line = trim(raw);
    if (line.empty() || line.starts_with('#')) continue;
    auto columns = columns_of(line);
    columns.resize(std::max<size_t>(columns.size(), 6));
    const bool is_user = columns[0] == "u" || columns[0] == "u!";
    const auto is_path = [](const std::string& path) {
      return path.empty() || path == "-" || (path.front() == '/' && is_plain_path(path));
    };
    if (!is_user || !is_name(columns[1]) || (columns[2] != "-" && !columns[2].empty()) ||
        !is_path(columns[4]) || !is_path(columns[5])) {
      is_complete = false;
      continue;
    }
    const auto given = [](const std::string& text, const char* otherwise) {
      return text.empty() || text == "-" ? std::string(otherwise) : text;
    };
    users.push_back({columns[1], given(columns[3], columns[1].c_str()), given(columns[4], "/"),
                     given(columns[5], "/sbin/nologin")});
  }
  return users;
}

}  // namespace rpmworks::scaffold
