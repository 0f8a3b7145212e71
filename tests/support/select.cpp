// SPDX-License-Identifier: GPL-3.0-or-later
// rpmworks-test-select CACHE BASE UPSTREAM: for each line of stdin, what a release with these names or
// patterns of the repository UPSTREAM takes from it, beyond the repository BASE. Prints lines "package NEVRA"
// and "problem WHAT: WHY", then "end".
#include <cstdio>
#include <iostream>

#include "core/error.hpp"
#include "core/events.hpp"
#include "core/text.hpp"
#include "solve/selection.hpp"

using namespace rpmworks;

namespace {

upstream::Metadata metadata_of(const char* name, const std::string& folder, const fs::path& cache) {
  return upstream::Repository::open({.name = name, .baseurl = folder}, {}, cache, Reporter::silent())
      .metadata();
}

void run(const fs::path& cache, const std::string& base, const std::string& upstream) {
  const upstream::Metadata available = metadata_of("base", base, cache);
  const upstream::Metadata candidates = metadata_of("upstream", upstream, cache);
  for (std::string line; std::getline(std::cin, line);) {
    solve::SelectionRequest request{.arch = "x86_64", .base = {.available = {available}}};
    request.candidates.push_back({candidates, "upstream", {}});
    for (const std::string& name : split(line, ' '))
      request.candidates[0].selection.packages.push_back({name, {.file = "stdin"}});
    const solve::Selection selection = solve::Selector(std::move(request)).select();
    for (const solve::Selected& one : selection.packages) std::cout << "package " << one.nevra.str() << '\n';
    for (const solve::Problem& problem : selection.problems)
      std::cout << "problem " << problem.requirement << ": " << join(problem.explanation, " | ") << '\n';
    std::cout << "end" << std::endl;
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) {
    std::fputs("usage: rpmworks-test-select CACHE BASE UPSTREAM\n", stderr);
    return 2;
  }
  run(argv[1], argv[2], argv[3]);
  return 0;
} catch (const Error& error) {
  std::fputs(error.render().c_str(), stderr);
  return static_cast<int>(error.code());
}
