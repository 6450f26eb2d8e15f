// Assertions, written once for simulation and proof beside the code that they guard. Three ways to read them:
//
//   MCC_SIMULATE   fabric/sim: Verilator with --assert; checked at every edge of the clock but in reset
//   MCC_PROVE      fabric/formal: Yosys; what MCC_ASSUME says of the surroundings is assumed, reset is the first state only
//   neither        synthesis and lint: nothing is left of them
//
// A module that uses these has `clk` and `rst`. Names that begin with f_ are state that only assertions read.
`ifndef MCC_ASSERT_SVH
`define MCC_ASSERT_SVH

`ifdef MCC_PROVE
`define MCC_CHECKED
`define MCC_ALWAYS always @* if (!$initstate)                       // holds in every state
`define MCC_NEXT always @(posedge clk) if (!$initstate && !$past(rst))  // of a state and the one before, by $past
`define MCC_ASSUME(condition) always @* if (!$initstate) assume (condition);
`define MCC_ANY(width, name, value) (* anyconst *) logic [width-1:0] name;
`define MCC_RESET_FIRST always @* assume (rst == $initstate);
`endif

`ifdef MCC_SIMULATE
`define MCC_CHECKED
`define MCC_ALWAYS always @(posedge clk) if (!rst)
`define MCC_NEXT always @(posedge clk) if (!rst && !$past(rst))
`define MCC_ASSUME(condition) always @(posedge clk) if (!rst) assert (condition);
`define MCC_ANY(width, name, value) wire [width-1:0] name = value;
`define MCC_RESET_FIRST
`endif

`ifdef MCC_CHECKED
`define MCC_ASSERT(condition) `MCC_ALWAYS assert (condition);
`else
`define MCC_ASSERT(condition)
`endif

`endif
