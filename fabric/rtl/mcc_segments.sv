// Takes passes one after the other and says which runs of rows each consists of. A run is offered when what it reads is there.
// The bias comes last, so that every pass ends with an event.
module mcc_segments (
    input  logic                    clk,
    input  logic                    rst,
    input  mcc_core_pkg::network_t  network,
    // verilator lint_off UNUSEDSIGNAL
    input  mcc_core_pkg::geometry_t geometry,
    // verilator lint_on UNUSEDSIGNAL

    input  logic                    pass_valid,
    output logic                    pass_ready,
    input  logic                    pass_train,
    input  logic                    pass_changes,    // forward from what was sent
    input  logic [6:0]              pass_matrix,
    input  logic [1:0]              pass_tag,

    input  logic                    parity,          // of this step's half of the source memory
    input  logic [5:0]              layers_done,     // layers and streams whose outputs of this step are written
    output logic                    segment_valid,
    input  logic                    segment_ready,
    output mcc_core_pkg::segment_t  segment
);
    localparam logic [1:0] SLOT_FIRST = 2'd0, SLOT_SECOND = 2'd1, SLOT_THIRD = 2'd2, SLOT_BIAS = 2'd3;
    localparam logic [2:0] FROM_AUDIO = 3'd0, FROM_VIDEO = 3'd1, FROM_LAYER = 3'd2, FROM_BEFORE = 3'd3, FROM_UNIVERSAL = 3'd4;

    logic active, apical, readout, stream, train, changes;
    logic [3:0] layer;
    logic [6:0] matrix;
    logic [1:0] slot, tag;
    logic [15:0] proximal_row, universal_row, bias_row;

    // The run of the slot: none, or where its rows come from.
    logic none, source_stream, ready;
    logic [2:0] from;
    logic [3:0] source_layer;
    logic [15:0] row;
    logic distal_on;

    mcc_shape shape (
            .network, .matrix, .readout, .layer, .stream, .apical, .distal(distal_on),
            .proximal_row, .universal_row, .bias_row, .rows());

    always_comb begin
        none = 1'b0;
        from = FROM_LAYER;
        source_stream = stream;
        source_layer = layer - 4'd1;
        row = 16'd0;
        if (readout) begin
            none = slot == SLOT_THIRD;
            source_layer = 4'(network.layers - 5'd1);
            source_stream = slot == SLOT_SECOND;
            if (slot == SLOT_SECOND) row = 16'(network.cells);
        end else if (!apical) begin
            none = slot == SLOT_SECOND || slot == SLOT_THIRD;
            if (layer == 4'd0) from = stream ? FROM_VIDEO : FROM_AUDIO;
        end else begin
            case (slot)
                SLOT_FIRST: begin
                    none = !network.proximal;
                    from = FROM_BEFORE;
                    source_layer = layer;
                    row = proximal_row;
                end
                SLOT_SECOND: begin
                    none = network.universal_length == 16'd0;
                    from = FROM_UNIVERSAL;
                    row = universal_row;
                end
                SLOT_THIRD: begin
                    none = !distal_on;
                    source_stream = !stream;
                    if (layer == 4'd0) from = stream ? FROM_AUDIO : FROM_VIDEO;
                end
                default: ;
            endcase
        end
        if (slot == SLOT_BIAS) begin
            none = 1'b0;
            row = bias_row;
        end
    end

    // One cycle to look at a slot, one for the product of the address, then the run is offered.
    logic looked, offered, bias1;
    logic [2:0] from1;
    logic [5:0] place1;
    logic half1;
    logic [15:0] offset2;
    mcc_core_pkg::segment_t segment1, segment1_next;

    assign ready = from1 != FROM_LAYER || bias1 || layers_done > place1;
    assign pass_ready = !active;
    assign segment_valid = offered && ready;

    always_comb begin
        segment = segment1;
        case (from1)
            FROM_AUDIO: segment.base = geometry.audio_base + (parity ? 16'(geometry.audio_words) : 16'd0);
            FROM_VIDEO: segment.base = geometry.video_base + (parity ? 16'(geometry.video_words) : 16'd0);
            FROM_UNIVERSAL: segment.base = geometry.universal_base + (parity ? 16'd0 : 16'(geometry.universal_words));
            default: segment.base = geometry.outputs_base + offset2;
        endcase
        case (from1)
            FROM_AUDIO: segment.words = geometry.audio_words;
            FROM_VIDEO: segment.words = geometry.video_words;
            FROM_UNIVERSAL: segment.words = geometry.universal_words;
            default: segment.words = geometry.cell_words;
        endcase
        if (bias1) segment.words = 13'd1;
    end

    always_comb begin
        segment1_next.bias = slot == SLOT_BIAS;
        segment1_next.natural = from != FROM_LAYER && from != FROM_BEFORE;
        segment1_next.signed_bytes = from == FROM_AUDIO || from == FROM_VIDEO;
        segment1_next.train = train;
        segment1_next.changes = changes;
        segment1_next.back = train && from == FROM_LAYER && slot != SLOT_BIAS;
        segment1_next.stream = source_stream;
        segment1_next.kind = slot == SLOT_BIAS || (from == FROM_LAYER && !apical) ? mcc_core_pkg::CLASS_RECEPTIVE
                : apical && !readout ? mcc_core_pkg::CLASS_CONTEXT : mcc_core_pkg::CLASS_INPUT;
        segment1_next.tag = tag;
        segment1_next.row = row;
        segment1_next.columns = readout ? 12'(network.outputs) : network.cells;
        segment1_next.base = '0;
        segment1_next.words = '0;
    end

    always_ff @(posedge clk) begin
        if (rst) begin
            active <= 1'b0;
            looked <= 1'b0;
            offered <= 1'b0;
        end else begin
            if (pass_valid && pass_ready) active <= 1'b1;
            looked <= active && !looked && !offered && !none;
            if (looked) offered <= 1'b1;
            if (segment_valid && segment_ready) begin
                offered <= 1'b0;
                if (bias1) active <= 1'b0;
            end
        end
        if (pass_valid && pass_ready) begin
            matrix <= pass_matrix;
            train <= pass_train;
            changes <= pass_changes;
            tag <= pass_tag;
            slot <= SLOT_FIRST;
        end
        if (active && !looked && !offered) begin
            if (!(slot == SLOT_BIAS)) slot <= slot + 2'd1;
            bias1 <= slot == SLOT_BIAS;
            from1 <= from;
            place1 <= {1'b0, source_layer, source_stream};
            half1 <= from == FROM_BEFORE ? !parity : parity;
            segment1 <= segment1_next;
        end
        if (looked) offset2 <= 16'({place1, half1} * 20'(geometry.cell_words));
    end

endmodule
