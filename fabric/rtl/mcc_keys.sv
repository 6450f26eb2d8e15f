// Gives every event its keys of the random rounding (UpdateRounding.RowKey), the first word of its row on the chip and the
// first beat of its row in memory, seven cycles later.
module mcc_keys (
    input  logic                 clk,
    input  logic                 rst,
    input  logic                 in_valid,
    input  mcc_core_pkg::event_t in_event,
    // verilator lint_off UNUSEDSIGNAL
    input  mcc_core_pkg::pass_t  pass,        // of the event
    // verilator lint_on UNUSEDSIGNAL
    input  logic [31:0]          step_key,
    output logic                 out_valid,
    output mcc_core_pkg::event_t out_event,
    output logic [31:0]          out_key,
    output logic [31:0]          out_word,
    output logic [24:0]          out_beat
);
    localparam int STAGES = 7;
    localparam int E = $bits(in_event);

    logic [STAGES:1] valid;
    logic [E-1:0] events [1:STAGES];
    logic [31:0] words [2:STAGES];
    logic [31:0] input1, base1;
    logic [24:0] offset1;
    logic [24:0] beats [1:STAGES];

    mcc_mix mix (.clk, .x(input1), .mixed(out_key));

    always_ff @(posedge clk) begin
        valid <= rst ? '0 : {valid[STAGES-1:1], in_valid};
        if (in_valid) begin
            input1 <= step_key + {9'd0, in_event.row, pass.matrix};
            offset1 <= in_event.row * pass.chunks;
            beats[1] <= in_event.row * pass.beats;
            base1 <= pass.word;
            events[1] <= in_event;
        end
        if (valid[1]) words[2] <= base1 + 32'(offset1);
        for (int i = 2; i <= STAGES; i++) begin
            if (valid[i-1]) begin
                events[i] <= events[i-1];
                beats[i] <= beats[i-1];
            end
        end
        for (int i = 3; i <= STAGES; i++) begin
            if (valid[i-1]) words[i] <= words[i-1];
        end
    end

    assign out_valid = valid[STAGES];
    assign out_event = events[STAGES];
    assign out_word = words[STAGES];
    assign out_beat = beats[STAGES];
endmodule
