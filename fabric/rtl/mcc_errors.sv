// Turns what arrived at the cells into errors by R and C, set by set: the read-out's set is the first, then video and audio
// of each layer from the last down. A set is begun when the passes that send errors to its cells have ended. What is read of
// the arrived errors is cleared, and all of it is after a reset.
module mcc_errors #(
    parameter int LANES = 64,
    parameter int CHUNKS = 16,
    parameter int CELL_WORDS = 1024,
    localparam int WIDTH = LANES < 16 ? LANES : 16,
    localparam int J = $clog2(WIDTH),
    localparam int K = $clog2(CHUNKS),
    localparam int CA = $clog2(CELL_WORDS)
) (
    input  logic                    clk,
    input  logic                    rst,
    // verilator lint_off UNUSEDSIGNAL
    input  mcc_core_pkg::geometry_t geometry,
    // verilator lint_on UNUSEDSIGNAL
    input  logic [4:0]              layers,
    input  logic                    start,           // of a frame of training
    input  logic                    readout_done,    // the read-out's errors are written
    input  logic                    train_done,      // a pass has ended
    output logic [5:0]              sets,            // that are complete
    output logic [6:0]              passes,          // that have ended
    output logic                    cleared,         // after a reset

    output logic [6:0]              matrix,          // the soma: its error shift is asked for, and the apical's

    output mcc_core_pkg::error_request_t request
);
    localparam int DELAY = 6;

    logic [3:0] layer;
    logic stream, active, end_of_set, begins, set_done;
    logic [4:0] below_last;  // layers above
    logic [6:0] needed;
    logic [8:0] chunk;
    logic [J-1:0] lane;
    logic [CA-1:0] base;
    logic [DELAY-1:0] ending;
    logic waiting;           // for the passes of the next set
    logic [K+J+1:0] sweep;   // parity, stream, chunk and lane

    assign below_last = layers - 5'd1 - 5'(layer);
    assign needed = (below_last == 5'd0 ? 7'd1 : {below_last, 2'd0}) + (stream || below_last == 5'd0 ? 7'd0 : 7'd1);
    assign matrix = {1'b0, layer, stream, 1'b0};
    assign begins = waiting && passes >= needed;
    assign end_of_set = active && lane == '1 && chunk == geometry.cell_chunks - 9'd1;
    assign set_done = ending[DELAY-1];

    always_ff @(posedge clk) begin
        if (rst || start) begin
            sets <= '0;
            passes <= '0;
            active <= 1'b0;
            waiting <= 1'b0;
            ending <= '0;
            request.valid <= 1'b0;
        end else begin
            if (readout_done || set_done) sets <= sets + 6'd1;
            if (train_done) passes <= passes + 7'd1;
            ending <= {ending[DELAY-2:0], end_of_set};
            if (begins) active <= 1'b1;
            else if (end_of_set) active <= 1'b0;
            if (readout_done || (set_done && !(layer == 4'd0 && !stream))) waiting <= 1'b1;
            else if (begins) waiting <= 1'b0;
            request.valid <= active || !cleared;
        end
        if (rst) begin
            sweep <= '0;
            cleared <= 1'b0;
        end else if (!cleared) begin
            sweep <= sweep + 1'b1;
            cleared <= sweep == '1;
        end
        // Video before audio, from the last layer down.
        if (readout_done) begin
            layer <= 4'(layers - 5'd1);
            stream <= 1'b1;
        end else if (set_done) begin
            stream <= !stream;
            if (!stream) layer <= layer - 4'd1;
        end
        if (begins) begin
            chunk <= '0;
            lane <= '0;
            base <= CA'({layer, stream} * 18'(geometry.cell_words));
        end else if (active) begin
            lane <= lane + 1'b1;
            if (lane == '1) chunk <= chunk + 9'd1;
        end
        request.parity <= cleared ? layer[0] : sweep[K+J+1];
        request.stream <= cleared ? stream : sweep[K+J];
        request.index <= cleared ? 12'({chunk[K-1:0], lane}) : 12'(sweep[K+J-1:0]);
        request.cell_index <= 16'(base) + 16'({chunk[K-1:0], lane});
    end
endmodule
