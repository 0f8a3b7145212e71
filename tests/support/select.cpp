// SPDX-License-Identifier: GPL-3.0-or-later
// rpmworks-test-select ARCH CACHE BASE UPSTREAM…: for each line of stdin, what a release with these names or
// patterns of the last repository UPSTREAM takes from all of them, beyond the repository BASE. A word
// "prefer=NAME" is a preferred name, "weak" asks for recommended packages too. Prints lines "package NEVRA"
// and "problem WHAT: WHY", then "end".
#include <cstdio>
#include <iostream>

#include "core/error.hpp"
#include "core/events.hpp"
#include "core/text.hpp"
#include "solve/selection/selection.hpp"

using namespace rpmworks;

namespace {

upstream::Metadata metadata_of(const std::string& name, const std::string& folder, const fs::path& cache) {
  return upstream::Repository::open({.name = name, .baseurl = folder}, {}, cache, Reporter::silent())
      .metadata();
}

// The rules of a line; they are for the last repository.
void read_rules(const std::string& line, config::Selection& rules) {
  for (const std::string& word : split(line, ' ')) {
    constexpr std::string_view k_prefer = "prefer=";
    const SourcePosition where{.file = "stdin"};
    if (word == "weak")
      rules.weak = true;
    else if (word.starts_with(k_prefer))
      rules.prefer.push_back({word.substr(k_prefer.size()), where});
    else
      rules.packages.push_back({word, where});
  }
}

void run(const std::string& arch, const fs::path& cache, const std::vector<std::string>& folders) {
  std::vector<upstream::Metadata> repositories;
  for (const std::string& folder : folders)
    repositories.push_back(metadata_of(fs::path(folder).filename().string(), folder, cache));
  for (std::string line; std::getline(std::cin, line);) {
    solve::SelectionRequest request{.arch = arch, .base = {.available = {repositories.front()}}};
    for (size_t i = 1; i < repositories.size(); ++i)
      request.candidates.push_back({repositories[i], repositories[i].name, {}});
    read_rules(line, request.candidates.back().selection);
    for (solve::Candidates& one : request.candidates)
      one.selection.weak = request.candidates.back().selection.weak;
    const solve::Selection selection = solve::Selector(std::move(request)).select();
    for (const solve::Selected& one : selection.packages) std::cout << "package " << one.nevra.str() << '\n';
    for (const solve::Problem& problem : selection.problems)
      std::cout << "problem " << problem.requirement << ": " << join(problem.explanation, " | ") << '\n';
    std::cout << "end" << std::endl;
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 5) {
    std::fputs("usage: rpmworks-test-select ARCH CACHE BASE UPSTREAM...\n", stderr);
    return 2;
  }
  run(argv[1], argv[2], {argv + 3, argv + argc});
  return 0;
} catch (const Error& error) {
  std::fputs(error.render().c_str(), stderr);
  return static_cast<int>(error.code());
}
