// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/change_author.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace rpmworks::importer {

namespace {

// git does not allow brackets and line ends in names.
std::string fit_for_git(std::string_view text) {
  std::string fit;
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= ' ' && c != '<' && c != '>') fit += c;
  fit = trim(fit);
  while (!fit.empty() && std::string_view(".,:;\"'").find(fit.back()) != std::string_view::npos)
    fit.pop_back();
  return fit;
}

}  // namespace

ChangeAuthor change_author(const std::string& heading) {
  ChangeAuthor author;
  std::string name, email;
  const size_t open = heading.find('<');
  const size_t close = heading.find('>', open == std::string::npos ? 0 : open);
  if (open != std::string::npos && close != std::string::npos) {
    name = fit_for_git(heading.substr(0, open));
    email = fit_for_git(heading.substr(open + 1, close - open - 1));
  } else {
    const std::string without_version = heading.substr(0, heading.find(" - "));
    std::vector<std::string> words;
    for (const auto& word : split(without_version, ' '))
      if (email.empty() && word.find('@') != std::string::npos)
        email = fit_for_git(word);
      else
        words.push_back(word);
    name = fit_for_git(join(words, " "));
  }
  email.erase(std::remove(email.begin(), email.end(), ' '), email.end());
  if (!email.empty()) author.email = email;
  if (name.empty() && !email.empty()) name = email.substr(0, email.find('@'));
  if (!name.empty()) author.name = name;
  return author;
}

}  // namespace rpmworks::importer
