// What follows from a network and the number of lanes; two cycles behind the network.
module mcc_geometry #(
    parameter int LANES = 64,
    parameter int STATE_WORDS = 8192,      // of one network's state in the source memory
    localparam int WIDTH = LANES < 16 ? LANES : 16,
    localparam int GROUPS = LANES / WIDTH
) (
    input  logic                    clk,
    // verilator lint_off UNUSEDSIGNAL
    input  mcc_core_pkg::network_t  network,
    // verilator lint_on UNUSEDSIGNAL
    input  logic                    slot,  // whose state
    output mcc_core_pkg::geometry_t geometry
);
    localparam int G = $clog2(GROUPS), L = $clog2(LANES), W = $clog2(WIDTH);

    mcc_core_pkg::geometry_t next;

    always_comb begin
        next.audio_words = 13'((14'(network.audio) + 14'(GROUPS - 1)) >> G);
        next.video_words = 13'((14'(network.video) + 14'(GROUPS - 1)) >> G);
        next.universal_words = 13'((17'(network.universal_length) + 17'(GROUPS - 1)) >> G);
        next.cell_chunks = 9'((13'(network.cells) + 13'(LANES - 1)) >> L);
        next.output_chunks = 9'((13'(network.outputs) + 13'(LANES - 1)) >> L);
        next.cell_words = 13'(geometry.cell_chunks) << W;
        next.audio_base = slot ? 16'(STATE_WORDS) : 16'd0;
        next.video_base = next.audio_base + {2'd0, geometry.audio_words, 1'b0};
        next.universal_base = next.video_base + {2'd0, geometry.video_words, 1'b0};
        next.outputs_base = next.universal_base + {2'd0, geometry.universal_words, 1'b0};
    end

    always_ff @(posedge clk) geometry <= next;
endmodule
