// SPDX-License-Identifier: GPL-3.0-or-later
//
// The program that processes specs and source packages inside the sandbox. It is separate from rpmworks
// because it is started twice for every source package, and loading all libraries of rpmworks takes as long
// as the rest of its work. It is embedded in rpmworks.
//
//   inside [TARGET]     rpm's --target of the request, if known in advance
#include "answer.hpp"

int main(int count, char** words) {
  return rpmworks::inside::answer_query(count > 1 ? words[1] : "");
}
